import type { Blueprint } from '../model/blueprint.ts';
import { DAY, HOUR } from '../model/units.ts';

const named = (...names: string[]) => names.map((name) => ({ name }));

/** The facilities service desk as it was designed: template `service`, limits, end activities and six measures. */
export const deskBlueprint: Blueprint = {
  template: 'service',
  stages: [
    { name: 'Request', role: 'Requester', purpose: 'Someone says what is needed.', activities: named('Submit request') },
    {
      name: 'Intake and registration', role: 'Service desk', purpose: 'The request is understood and on record the same day.',
      waitLimitMs: 16 * HOUR, goal: 0.8, activities: named('Log request', 'Clarify with requester', 'Reject request'),
    },
    {
      name: 'Assessment and planning', role: 'Planner', purpose: 'Who does what, when, and who pays is decided.',
      waitLimitMs: DAY, goal: 0.75,
      activities: named('Assess request', 'Survey site', 'Approve budget', 'Schedule job', 'Order parts', 'Withdraw request'),
    },
    { name: 'Execution', role: 'Crews', purpose: 'The job is done, once.', waitLimitMs: 4 * DAY, goal: 0.8, activities: named('Carry out job') },
    {
      name: 'Monitoring and quality control', role: 'Inspector', purpose: 'Faults are found before the requester finds them.', parallel: true,
      waitLimitMs: DAY, goal: 0.8, activities: named('Visit site', 'Check quality'),
    },
    {
      name: 'Follow-up', role: 'Service desk', purpose: 'The requester agrees that it is done, or complains and is heard.',
      waitLimitMs: 3 * DAY, goal: 0.8, activities: named('Confirm with requester', 'Record complaint', 'Resolve complaint'),
    },
    {
      name: 'Billing and payment', role: 'Finance', purpose: 'Work that is charged is invoiced at once and paid in 30 days.',
      waitLimitMs: 2 * DAY, goal: 0.75, activities: named('Prepare invoice', 'Send invoice', 'Receive payment'),
    },
    {
      name: 'Documentation', role: 'Records', purpose: 'The next crew knows what was done.', parallel: true,
      waitLimitMs: 2 * DAY, goal: 0.8, activities: named('File job record', 'Update asset register'),
    },
    { name: 'Closure', role: 'Service desk', purpose: 'Nothing is left open.', waitLimitMs: 2 * DAY, goal: 0.8, activities: named('Close request') },
  ],
  endActivities: ['Close request', 'Reject request', 'Withdraw request'],
  handOvers: [{ from: 'Send invoice', to: 'Receive payment', limitMs: 30 * DAY }],
  measures: [
    { id: 'time-to-closure', name: 'Time to closure', of: 'throughput', statistic: 'median', better: 'lower', target: 8 * DAY },
    { id: 'closed-within-15-days', name: 'Closed within 15 days', of: 'throughput', statistic: 'share-within', limitMs: 15 * DAY, better: 'higher', target: 0.7 },
    {
      id: 'wait-for-invoice', name: 'Wait for the invoice', of: 'stage-wait', where: { stage: 'Billing and payment' },
      statistic: 'median', better: 'lower', target: 2 * DAY,
    },
    { id: 'jobs-done-again', name: 'Jobs done again', of: 'rework', where: { activity: 'Carry out job' }, statistic: 'share', better: 'lower', target: 0.08 },
    { id: 'complaints', name: 'Complaints', of: 'cases-with', where: { activity: 'Record complaint' }, statistic: 'share', better: 'lower', target: 0.05 },
    { id: 'recommendation', name: 'Recommendation', of: 'score', statistic: 'mean', better: 'higher', target: 30 },
  ],
  instrument: 'nps',
};
