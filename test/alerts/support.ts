import type { FastifyInstance } from 'fastify';
import type { AlertList, AlertMessage, AlertRuleContent, RuleView } from '../../model/alert.ts';
import type { Message } from '../../model/delivery.ts';
import type { AppOptions } from '../../server/app.ts';
import { BLUEPRINT, MAPPING, MEASURE } from '../improvements/support.ts';
import { ask, importCsv, testApp } from '../server/support.ts';

export const PATH = '/processes/clinic/alerts';

/** A clock that a test moves. */
export class Clock {
  at: Date;
  constructor(at: string) {
    this.at = new Date(at);
  }
  set(at: string): void {
    this.at = new Date(at);
  }
  readonly now = (): Date => new Date(this.at);
}

/** A service with a measure of its wait for triage, its target 15 minutes, and no data yet. */
export async function clinic(
  clock: Clock,
  more: { zone?: string; options?: Partial<AppOptions>; target?: number } = {},
): Promise<FastifyInstance> {
  const app = await testApp({ now: clock.now, ...more.options });
  await ask(app, 'POST', '/processes', { name: 'Clinic', id: 'clinic', zone: more.zone ?? 'UTC' });
  const measures = [{ ...MEASURE, ...(more.target === undefined ? {} : { target: more.target }) }];
  await ask(app, 'PUT', '/processes/clinic/blueprint', { ...BLUEPRINT, measures });
  return app;
}

/** Imports and waits until the alerts have been looked at. */
export async function bring(app: FastifyInstance, csv: string, name = 'log.csv'): Promise<string> {
  const { state } = await importCsv(app, 'clinic', csv, MAPPING, name);
  await app.alertWatch.settled();
  return state;
}

export const SIGNALS: AlertRuleContent = {
  name: 'Signals',
  watch: { kind: 'signal', measures: null, rules: [1, 2, 4], per: 'week' },
  recipients: [],
  remindAfterDays: 7,
  closeAfterDays: 3,
  quiet: null,
  muted: false,
};

/** Makes a rule; the test fails where it is refused. */
export async function rule(app: FastifyInstance, content: Partial<AlertRuleContent>): Promise<RuleView> {
  const { status, body } = await ask<RuleView>(app, 'POST', `${PATH}/rules`, { ...SIGNALS, ...content });
  if (status !== 201) throw new Error(`Refused with ${String(status)}: ${JSON.stringify(body)}`);
  return body;
}

export const listOf = async (app: FastifyInstance): Promise<AlertList> => (await ask<AlertList>(app, 'GET', PATH)).body;
export const messagesOf = async (app: FastifyInstance): Promise<AlertMessage[]> =>
  (await ask<AlertMessage[]>(app, 'GET', `${PATH}/messages`)).body;

/** Lines of the ledger about alerts. */
export const ledger = (app: FastifyInstance): Message[] =>
  app.throughline.store.alerts.messages('clinic').flatMap(({ id }) => app.throughline.outbox.ledger({ kind: 'alert', id }));

/** The clock goes on, and what it brings is done. */
export async function tickAt(app: FastifyInstance, clock: Clock, at: string): Promise<void> {
  clock.set(at);
  await app.alertWatch.tick(clock.now());
}
