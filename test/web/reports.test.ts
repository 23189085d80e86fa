import { describe, expect, it } from 'vitest';
import type { LetterLine, Schedule, ScheduleContent } from '../../model/schedule.ts';
import { checkWords, found, monthsOf } from '../../web/src/lib/panels/reports/archive-words.ts';
import { changeOf as mailChange, formOf as mailForm, wants as mailWants } from '../../web/src/lib/panels/reports/channels/mail-form.ts';
import { attemptName, ledgerTitle, ledgerWords, retries, stateWords, stops } from '../../web/src/lib/panels/reports/ledger-words.ts';
import { localHref } from '../../web/src/lib/panels/reports/letter/local-href.ts';
import { framed } from '../../web/src/lib/panels/reports/mail-frame.ts';
import {
  addressesIn,
  begunWith,
  blankForm,
  changeOf,
  clashes,
  contentOf,
  formOf,
  orderOf,
  rebased,
  wants,
  withRecipients,
} from '../../web/src/lib/panels/reports/schedule-form.ts';
import { reportsTitle, stateOf } from '../../web/src/lib/panels/reports/schedule-words.ts';

const blank = blankForm({ id: 'ed', zone: 'Europe/Dublin' }, 'UTC');
const content = (more: Partial<ScheduleContent> = {}): ScheduleContent => {
  const made = contentOf(blank, 'ed', '');
  if (made === null) throw new Error('The blank form makes no schedule.');
  return { ...made, ...more };
};

describe('the form of a letter', () => {
  it('begins with Monday at seven by the clock of the service, and survives the way there and back', () => {
    expect(content()).toMatchObject({ when: { kind: 'weekly', days: ['monday'], time: '07:00' }, zone: 'Europe/Dublin', owner: null });
    const kept = content({ when: { kind: 'monthly', day: 'last', time: '08:30' }, owner: 'ann@example.org', attachPdf: true });
    expect(contentOf(formOf(kept), 'ed', '')).toEqual(kept);
  });

  it('says what it still wants', () => {
    expect(wants(blank)).toBe('');
    expect(wants({ ...blank, name: ' ' })).toContain('name');
    expect(wants({ ...blank, days: [] })).toContain('weekday');
    expect(wants({ ...blank, by: 'cron', pattern: '0 7 *' })).toContain('five parts');
    expect(wants({ ...blank, owner: 'nobody' })).toContain('owner');
    expect(orderOf({ ...blank, kind: 'improvement' }, 'ed', '')).toBeNull();
    expect(contentOf({ ...blank, zone: 'Nowhere' }, 'ed', '')).toBeNull();
  });

  it('takes the choice of cases along for a week or a month, and leaves it for the rest', () => {
    expect(orderOf(blank, 'ed', 'where=Priority:in:2')).toMatchObject({ kind: 'weekly', scope: 'where=Priority:in:2' });
    expect(orderOf(begunWith(blank, { kind: 'improvement', improvement: 'imp-001' }), 'ed', 'where=x')).toEqual({
      kind: 'improvement',
      process: 'ed',
      improvement: 'imp-001',
    });
    expect(orderOf(blankForm(null, 'UTC'), null, '')).toEqual({ kind: 'house' });
  });

  it('reads addresses as people paste them, and none twice', () => {
    const read = addressesIn('ann@example.org; Bob <bob@example.org>, ann@example.org nonsense\r\nevil@x.org\nBcc:all@x.org');
    expect(read.addresses).toEqual(['ann@example.org', 'bob@example.org', 'evil@x.org']);
    expect(read.wrong).toEqual(['nonsense', 'Bcc:all@x.org']);
    const all = withRecipients([{ channel: 'mail', to: 'Ann@Example.org' }], 'mail', read.addresses);
    expect(all.map(({ to }) => to)).toEqual(['Ann@Example.org', 'bob@example.org', 'evil@x.org']);
  });

  it('sends only what was changed, and meets what others saved part by part', () => {
    const base = { ...content(), id: 's', revision: 3 } as unknown as Schedule;
    const mine = content({ name: 'Mine', attachPdf: true });
    const theirs = content({ name: 'Theirs', missed: 'skip' });
    expect(changeOf(base, mine)).toEqual({ revision: 3, name: 'Mine', attachPdf: true });
    expect(clashes(content(), mine, theirs)).toEqual(['name']);
    expect(rebased(content(), mine, theirs)).toMatchObject({ name: 'Mine', attachPdf: true, missed: 'skip' });
  });
});

describe('the archive', () => {
  const line = (madeAt: string, more: Partial<LetterLine> = {}) =>
    ({
      madeAt,
      headline: 'Triage is faster',
      subject: '',
      periodWords: 'Week 10',
      schedule: null,
      check: '7c1e90ab',
      words: '',
      ...more,
    }) as LetterLine;
  const all = [line('2026-03-02T07:00:00Z'), line('2026-03-31T23:30:00Z', { headline: 'The queue moved' }), line('2026-02-01T07:00:00Z')];

  it('tells what was believed in March, by the clock of the service', () => {
    expect(monthsOf(all, 'Europe/Dublin')).toEqual([
      { id: '2026-04', name: 'April 2026' },
      { id: '2026-03', name: 'March 2026' },
      { id: '2026-02', name: 'February 2026' },
    ]);
    expect(found(all, { search: '', month: '2026-03', schedule: '' }, 'UTC').map(({ madeAt }) => madeAt)).toEqual([
      '2026-03-31T23:30:00Z',
      '2026-03-02T07:00:00Z',
    ]);
    expect(found(all, { search: 'QUEUE', month: '', schedule: '' }, 'UTC')).toHaveLength(1);
    expect(found(all, { search: '7c1e 90ab', month: '', schedule: 'none' }, 'UTC')).toHaveLength(3);
    expect(checkWords('7c1e90ab')).toBe('7c1e 90ab');
  });
});

describe('the ledger', () => {
  const attempt = { at: '2026-03-02T07:00:00Z', outcome: 'refused' as const, code: '550', words: 'No such user' };

  it('says what happened and what can be done', () => {
    expect(stateWords({ state: 'waiting', attempts: [attempt] })).toBe('Waiting to try again');
    expect(attemptName(attempt)).toBe('Refused (550)');
    expect(retries({ state: 'failed', attempts: [attempt] })).toBe(true);
    expect(retries({ state: 'sent', attempts: [] })).toBe(false);
    expect(stops({ state: 'sending' })).toBe(false);
    expect(ledgerWords([{ state: 'sent' }, { state: 'sent' }, { state: 'failed' }])).toBe('2 sent, 1 not sent');
    expect(ledgerTitle([{ state: 'failed', attempts: [] }])).toBe('One message was not sent.');
    expect(ledgerTitle([{ state: 'stopped', attempts: [{ ...attempt, outcome: 'not-set-up' }] }])).toContain('no channel');
  });

  it('puts trouble before anything else', () => {
    const trouble = { since: attempt.at, words: 'The disk is full.' };
    expect(stateOf({ paused: true, trouble, lastRun: null })).toMatchObject({ name: 'In trouble', words: 'The disk is full.' });
    expect(reportsTitle([{ paused: false, trouble }])).toBe('One letter is in trouble.');
    expect(reportsTitle([{ paused: true, trouble: null }])).toContain('paused');
  });
});

describe('foreign text', () => {
  it('links nowhere but into this house', () => {
    expect(localHref('/ed/measures?version=7')).toBe('/ed/measures?version=7');
    for (const href of ['//evil.org', '/\\evil.org', 'https://evil.org', 'javascript:alert(1)', null]) expect(localHref(href)).toBeNull();
  });

  it('opens the links of a mail beside the page', () => {
    expect(framed('<html><head lang="en"><title>x</title></head></html>')).toContain('<head lang="en"><base target="_blank">');
    expect(framed('<p>x</p>')).toBe('<base target="_blank"><p>x</p>');
  });
});

describe('the form of the mail server', () => {
  const none = { ready: false, source: 'none', host: null, port: null, security: null, user: null, passwordSet: true, from: null } as const;
  const form = mailForm({ ...none, replyTo: null, certificate: null, address: '', words: '' });

  it('leaves a password that was not typed as it is, and takes it away with its user', () => {
    const filled = { ...form, host: 'mail.example.org', user: 'letters', from: 'Letters <letters@example.org>' };
    expect(mailWants(filled)).toBeNull();
    expect(mailChange(filled, none)).not.toHaveProperty('password');
    expect(mailChange({ ...filled, user: '' }, none)).toMatchObject({ user: null, password: null });
    expect(mailWants({ ...filled, from: 'Letters' })?.field).toBe('from');
    expect(mailWants({ ...filled, port: '0' })?.field).toBe('port');
  });
});
