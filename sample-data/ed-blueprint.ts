import type { Blueprint } from '../model/blueprint.ts';
import { DAY, HOUR, MINUTE } from '../model/units.ts';

const named = (...names: string[]) => names.map((name) => ({ name }));

/** The emergency department as it was designed: template `emergency`, limits, goals and six measures. */
export const edBlueprint: Blueprint = {
  template: 'emergency',
  stages: [
    {
      name: 'Intake', role: 'Reception', purpose: 'Every arrival is known by name within a quarter of an hour.',
      waitLimitMs: 15 * MINUTE, goal: 0.75, scoreTarget: 75, activities: named('Ambulance handover', 'Register'),
    },
    {
      name: 'Triage', role: 'Triage nurse', purpose: 'The sickest are found first.',
      waitLimitMs: 20 * MINUTE, goal: 0.75, scoreTarget: 75, activities: named('Triage', 'Left before being seen'),
    },
    {
      name: 'Assessment', role: 'Doctor', purpose: 'A doctor has seen the patient and knows what to look for.',
      waitLimitMs: 60 * MINUTE, goal: 0.75, scoreTarget: 75, activities: named('Clinician assessment'),
    },
    {
      name: 'Planning', role: 'Registrar', purpose: 'Tests and advice lead to one plan.',
      waitLimitMs: 45 * MINUTE, goal: 0.75, scoreTarget: 75,
      activities: named('Order tests', 'Review results', 'Specialist advice', 'Treatment plan'),
    },
    {
      name: 'Treatment', role: 'Ward nurse', purpose: 'The plan is carried out.',
      waitLimitMs: 30 * MINUTE, goal: 0.75, scoreTarget: 75, activities: named('Give treatment'),
    },
    {
      name: 'Monitoring', role: 'Observation nurse', purpose: 'Changes are seen while treatment runs and after it.', parallel: true,
      waitLimitMs: 30 * MINUTE, goal: 0.75, scoreTarget: 75, activities: named('Observe'),
    },
    {
      name: 'Discharge', role: 'Discharge nurse', purpose: 'Home or to a ward, with all that is needed.',
      waitLimitMs: 45 * MINUTE, goal: 0.75, scoreTarget: 75, activities: named('Discharge decision', 'Leave department', 'Admit to ward'),
    },
    {
      name: 'Billing', role: 'Billing office', purpose: 'A right bill, once.', afterDelivery: true,
      waitLimitMs: 14 * DAY, goal: 0.75, scoreTarget: 75, activities: named('Code visit', 'Send bill', 'Payment received'),
    },
    {
      name: 'Follow-up', role: 'Follow-up office', purpose: 'The general practitioner knows, and those at risk are called.', afterDelivery: true,
      waitLimitMs: 14 * DAY, goal: 0.75, scoreTarget: 75, activities: named('GP letter', 'Follow-up call'),
    },
  ],
  endActivities: [
    'Leave department', 'Admit to ward', 'Left before being seen', 'Code visit', 'Send bill', 'Payment received', 'GP letter', 'Follow-up call',
  ],
  handOvers: [
    { from: 'Code visit', to: 'Send bill', limitMs: 7 * DAY },
    { from: 'Send bill', to: 'Payment received', limitMs: 14 * DAY },
    { from: 'GP letter', to: 'Follow-up call', limitMs: 7 * DAY },
  ],
  measures: [
    { id: 'time-in-department', name: 'Time in department', of: 'delivery', statistic: 'median', better: 'lower', target: 3.5 * HOUR },
    { id: 'left-within-4-hours', name: 'Left within 4 hours', of: 'delivery', statistic: 'share-within', limitMs: 4 * HOUR, better: 'higher', target: 0.75 },
    { id: 'wait-for-assessment', name: 'Wait for assessment', of: 'stage-wait', where: { stage: 'Assessment' }, statistic: 'median', better: 'lower', target: 40 * MINUTE },
    {
      id: 'triaged-within-20-min', name: 'Triaged within 20 min', of: 'stage-wait', where: { stage: 'Triage' },
      statistic: 'share-within', limitMs: 20 * MINUTE, better: 'higher', target: 0.8,
    },
    {
      id: 'left-before-being-seen', name: 'Left before being seen', of: 'cases-with', where: { activity: 'Left before being seen' },
      statistic: 'share', better: 'lower', target: 0.05,
    },
    { id: 'satisfied-patients', name: 'Satisfied patients', of: 'score', statistic: 'mean', better: 'higher', target: 75 },
  ],
  instrument: 'csat',
};
