import { expect, it } from 'vitest';
import { templateOf } from '../../model/templates.ts';
import { proposeStages } from '../../pipelines/derive/propose.ts';

const proposed = (template: Parameters<typeof templateOf>[0], activities: string[]) =>
  Object.fromEntries(proposeStages(templateOf(template), activities).map(({ activity, stage }) => [activity, stage]));

it('places the usual names of an emergency department', () => {
  expect(
    proposed('emergency', [
      'Registration',
      'Triage and Assessment',
      'Blood test',
      'MRI SCAN',
      'X-Ray',
      'Discuss Results',
      'Check-out',
      'Send invoice',
      'Payment received',
      'Give treatment',
      'Observation',
      'Follow-up call',
      'Qwertz',
    ]),
  ).toEqual({
    Registration: 'Intake',
    'Triage and Assessment': 'Triage',
    'Blood test': 'Assessment',
    'MRI SCAN': 'Assessment',
    'X-Ray': 'Assessment',
    'Discuss Results': 'Planning',
    'Check-out': 'Discharge',
    'Send invoice': 'Billing',
    'Payment received': 'Billing',
    'Give treatment': 'Treatment',
    Observation: 'Monitoring',
    'Follow-up call': 'Follow-up',
    Qwertz: null,
  });
});

it('places the usual names of a service, of a stay and of four phases', () => {
  expect(
    proposed('service', [
      'Submit request',
      'Log request',
      'Assess request',
      'Schedule job',
      'Carry out job',
      'Check quality',
      'Receive payment',
      'File job record',
      'Close request',
    ]),
  ).toEqual({
    'Submit request': 'Request',
    'Log request': 'Request',
    'Assess request': 'Assessment and planning',
    'Schedule job': 'Assessment and planning',
    'Carry out job': 'Execution',
    'Check quality': 'Monitoring and quality control',
    'Receive payment': 'Billing and payment',
    'File job record': 'Documentation',
    'Close request': 'Closure',
  });
  expect(proposed('hospital', ['Register patient', 'Insurance claim', 'Discharge letter', 'Surgery'])).toEqual({
    'Register patient': 'Request and registration',
    'Insurance claim': 'Billing and insurance',
    'Discharge letter': 'Discharge',
    Surgery: 'Treatment execution',
  });
  expect(proposed('four-phases', ['Send invoice', 'Register', 'Deliver parcel'])).toEqual({
    'Send invoice': 'Post-service',
    Register: 'Request',
    'Deliver parcel': 'Delivery',
  });
});

it('follows what was placed already, and says why', () => {
  const blueprint = templateOf('emergency');
  blueprint.stages[2]?.activities.push({ name: 'Ward round A' });
  expect(proposeStages(blueprint, ['Ward round B'])).toEqual([
    { activity: 'Ward round B', stage: 'Assessment', reason: 'It is called much like “Ward round A”, which is in this stage.' },
  ]);
  expect(proposeStages({ ...blueprint, stages: [] }, ['X'])).toEqual([
    { activity: 'X', stage: null, reason: 'The blueprint has no stages yet.' },
  ]);
});
