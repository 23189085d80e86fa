import type { Blueprint, BlueprintStage } from './blueprint.ts';

/** The services a blueprint can start from (DOMAIN.md section 0). */
export const TEMPLATES = ['service', 'hospital', 'emergency', 'four-phases'] as const;
export type TemplateId = (typeof TEMPLATES)[number];

export interface Template {
  readonly id: TemplateId;
  readonly name: string;
  readonly description: string;
  readonly stages: readonly TemplateStage[];
}

/** A stage as a template draws it; activities come from the log. */
export interface TemplateStage {
  readonly name: string;
  readonly purpose: string;
  readonly parallel?: true;
  readonly afterDelivery?: true;
}

/**
 * The four templates. Parallel stages run beside the others. Where the person served has left before the case is over,
 * stages after delivery (billing, follow-up) are marked; in `service` closure is part of what was asked for, so none is.
 * Continuous improvement is about the service, not about a case, so it is no stage.
 */
export const templates: readonly Template[] = [
  {
    id: 'service',
    name: 'Service',
    description: 'Any service, from a request to its closure.',
    stages: [
      { name: 'Request', purpose: 'Someone needs something and says so.' },
      { name: 'Intake and registration', purpose: 'The request is understood and on record.' },
      { name: 'Assessment and planning', purpose: 'What is needed, by whom and when, is decided.' },
      { name: 'Execution', purpose: 'The service is delivered.' },
      { name: 'Monitoring and quality control', purpose: 'Faults are found while they can still be put right.', parallel: true },
      { name: 'Follow-up', purpose: 'The person served says how it went; what went wrong is resolved.' },
      { name: 'Billing and payment', purpose: 'The service is invoiced and paid.' },
      { name: 'Documentation', purpose: 'What was done is on record.', parallel: true },
      { name: 'Closure', purpose: 'Nothing is left to do.' },
    ],
  },
  {
    id: 'hospital',
    name: 'Hospital',
    description: 'A stay or a course of treatment, from referral to support afterwards.',
    stages: [
      { name: 'Request and registration', purpose: 'The patient is referred or comes, and is registered.' },
      { name: 'Triage and assessment', purpose: 'How urgent it is and what is wrong is found out.' },
      { name: 'Treatment planning', purpose: 'Treatment is chosen together and scheduled.' },
      { name: 'Treatment execution', purpose: 'The patient is treated.' },
      { name: 'Follow-up and recovery', purpose: 'The patient recovers and is looked after.' },
      { name: 'Billing and insurance', purpose: 'Treatment is invoiced and claims are settled.', afterDelivery: true },
      { name: 'Feedback and improvement', purpose: 'The patient says how it went.', afterDelivery: true },
      { name: 'Discharge', purpose: 'The patient leaves with all that is needed.' },
      { name: 'Post-service support', purpose: 'Help after the patient has left.', afterDelivery: true },
    ],
  },
  {
    id: 'emergency',
    name: 'Emergency department',
    description: 'A visit to an emergency department, from the door to the bill.',
    stages: [
      { name: 'Intake', purpose: 'The patient is received and registered.' },
      { name: 'Triage', purpose: 'How urgent it is, is decided.' },
      { name: 'Assessment', purpose: 'A clinician examines; tests are made.' },
      { name: 'Planning', purpose: 'What to do is decided with the patient.' },
      { name: 'Treatment', purpose: 'The patient is treated.' },
      { name: 'Monitoring', purpose: 'The patient is watched while other things go on.', parallel: true },
      { name: 'Discharge', purpose: 'The patient goes home or to a ward.' },
      { name: 'Billing', purpose: 'The visit is invoiced and paid.', afterDelivery: true },
      { name: 'Follow-up', purpose: 'The patient is called, or says how it went.', afterDelivery: true },
    ],
  },
  {
    id: 'four-phases',
    name: 'Four phases',
    description: 'The coarsest view: before, asking, delivering, after.',
    stages: [
      { name: 'Contact', purpose: 'Someone turns to the service.' },
      { name: 'Request', purpose: 'What is needed is agreed.' },
      { name: 'Delivery', purpose: 'The service is delivered.' },
      { name: 'Post-service', purpose: 'What follows when it is delivered.', afterDelivery: true },
    ],
  },
];

/** A blueprint to start from: stages of the template without activities, no limits, no measures. */
export function templateOf(id: TemplateId): Blueprint {
  const template = templates.find((one) => one.id === id);
  const stages = (template?.stages ?? []).map((stage): BlueprintStage => ({ ...stage, activities: [] }));
  return { template: id, stages, endActivities: [], handOvers: [], measures: [] };
}

/** A kind of work: how activities of it are often called, and how stages that hold it are. Beginnings of words, lower case. */
export interface WorkKind {
  readonly name: string;
  readonly activities: readonly string[];
  readonly stages: readonly string[];
}

/** What names say about the kind of work. The first kind is the closest to the beginning of a service. */
export const workKinds: readonly WorkKind[] = [
  {
    name: 'contact',
    activities: ['enquir', 'inquir', 'contact', 'call', 'visit website', 'lead'],
    stages: ['contact', 'request', 'intake'],
  },
  {
    name: 'request',
    activities: ['request', 'submit', 'apply', 'applic', 'order', 'refer', 'book'],
    stages: ['request', 'contact', 'intake'],
  },
  {
    name: 'registration',
    activities: [
      'regist',
      'intake',
      'check in',
      'checkin',
      'receiv',
      'receipt',
      'arriv',
      'admit',
      'admiss',
      'log',
      'creat',
      'reception',
      'open',
    ],
    stages: ['regist', 'intake', 'request', 'reception', 'contact'],
  },
  { name: 'triage', activities: ['triage', 'priorit', 'urgen', 'classif'], stages: ['triage', 'assess', 'intake', 'request'] },
  {
    name: 'assessment',
    activities: [
      'assess',
      'examin',
      'evaluat',
      'diagnos',
      'lab',
      'test',
      'blood',
      'x ray',
      'xray',
      'scan',
      'mri',
      'imag',
      'consult',
      'investigat',
      'analys',
      'analyz',
      'survey',
      'determin',
      'clarif',
    ],
    stages: ['assess', 'examin', 'diagnos', 'triage', 'request'],
  },
  {
    name: 'planning',
    activities: ['plan', 'schedul', 'approv', 'decid', 'decis', 'estimat', 'quot', 'budget', 'assign', 'alloc', 'discuss'],
    stages: ['plan', 'assess', 'decis', 'request'],
  },
  {
    name: 'delivery',
    activities: [
      'treat',
      'execut',
      'deliver',
      'perform',
      'carry out',
      'surg',
      'operat',
      'therap',
      'medic',
      'repair',
      'install',
      'fix',
      'provid',
      'prepar',
      'produc',
      'implement',
      'admin',
    ],
    stages: ['treatment execution', 'execut', 'treatment', 'deliver', 'perform', 'service'],
  },
  {
    name: 'monitoring',
    activities: ['monitor', 'observ', 'quality', 'inspect', 'verif', 'check', 'review', 'audit', 'vital'],
    stages: ['monitor', 'quality', 'control', 'inspect'],
  },
  {
    name: 'discharge',
    activities: ['discharg', 'transfer', 'leav', 'check out', 'checkout', 'send home', 'release'],
    stages: ['discharg', 'closure', 'close', 'delivery'],
  },
  {
    name: 'billing',
    activities: ['bill', 'invoic', 'payment', 'pay', 'paid', 'charg', 'insur', 'claim', 'reimburs', 'refund', 'remind'],
    stages: ['bill', 'payment', 'financ', 'invoic', 'post'],
  },
  {
    name: 'follow-up',
    activities: [
      'follow',
      'feedback',
      'survey customer',
      'satisf',
      'complain',
      'resolv',
      'recover',
      'aftercare',
      'rehabil',
      'confirm',
      'callback',
      'support',
    ],
    stages: ['follow', 'feedback', 'recover', 'post', 'support', 'aftercare'],
  },
  {
    name: 'documentation',
    activities: ['document', 'record', 'archiv', 'file', 'report', 'letter', 'note', 'print'],
    stages: ['document', 'record', 'closure', 'post'],
  },
  {
    name: 'closure',
    activities: ['close', 'closure', 'complet', 'finish', 'finali', 'end', 'cancel', 'withdraw', 'reject'],
    stages: ['closure', 'close', 'discharg', 'post'],
  },
];
