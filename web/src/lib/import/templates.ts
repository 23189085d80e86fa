import type { Blueprint } from '../../../../model/blueprint.ts';

export type TemplateId = NonNullable<Blueprint['template']>;

/** The stages a new service can begin with, each in one line. */
export const TEMPLATES: readonly { id: TemplateId; name: string; says: string }[] = [
  {
    id: 'service',
    name: 'Any service',
    says: 'Request, intake, assessment, execution, quality control, follow-up, billing, documentation, closure.',
  },
  {
    id: 'hospital',
    name: 'Hospital stay',
    says: 'Registration, triage, treatment planning, treatment, recovery, billing, feedback, discharge, support.',
  },
  {
    id: 'emergency',
    name: 'Emergency department',
    says: 'Intake, triage, assessment, planning, treatment, monitoring, discharge, billing, follow-up.',
  },
  { id: 'four-phases', name: 'Four phases', says: 'Contact, request, delivery, post-service.' },
];
