// What the rig looks for is found where it is.
import { judgedByWorkers, misdated, undetermined } from '#invariants';
import type { CloudEvent } from '#messaging';
import type { Everything, StoredEvent } from '../../kill/stored';
import { mistold } from './delivered-webhooks';
import { Postings } from './promises';

let revisions: Map<string, number>;
beforeEach(() => {
  revisions = new Map();
});
const event = (stream: string, type: string, data: object, recordedAt = '2026-03-16T16:00:00.000Z'): StoredEvent => {
  const revision = revisions.get(stream) ?? 0;
  revisions.set(stream, revision + 1);
  return { stream, type, data, recordedAt, revision, id: `${stream}@${revision}`, commandId: 'c', actor: 'sla' };
};
const stored = (...all: readonly StoredEvent[]): Everything => ({
  all,
  streams: Map.groupBy(all, (one) => one.stream),
});
const clock = { target: 'respond', cycle: 1, armedAt: '2026-03-16T15:00:00.000Z', dueAt: '2026-03-16T15:30:00.000Z' };

describe('Deadlines (I9)', () => {
  it('may be broken, withdrawn, and broken again', () => {
    const told = ['TargetBreached', 'SlaBreachWithdrawn', 'TargetBreached'].map((type) => event('sla-X', type, clock));
    expect(misdated(stored(...told))).toStrictEqual([]);
  });
  it('are not broken twice at once', () => {
    const told = ['TargetBreached', 'TargetBreached'].map((type) => event('sla-X', type, clock));
    expect(misdated(stored(...told))).toStrictEqual([expect.stringMatching(/^I9: sla-X@1: .* stands twice/)]);
  });
  it('are not broken before they are due', () => {
    const early = event('sla-X', 'TargetBreached', clock, '2026-03-16T15:30:00.000Z');
    expect(misdated(stored(early))).toStrictEqual([expect.stringMatching(/recorded before it was due/)]);
  });
  it('are warned of, escalated and reminded of once', () => {
    const warned = () => event('sla-X', 'TargetWarned', { ...clock, percent: 75 });
    const up = (trigger: string) => event('ticket-X', 'TicketEscalated', { from: 1, to: 2, trigger });
    const reminded = () => event('billing-X', 'FaultReviewReminded', { event: 1, dueAt: 'then', percent: 75 });
    expect(misdated(stored(warned(), up('person'), up('time_in_tier'), reminded()))).toStrictEqual([]);
    expect(misdated(stored(warned(), warned()))).toHaveLength(1);
    expect(misdated(stored(up('time_in_tier'), up('time_in_tier')))).toHaveLength(1);
    expect(misdated(stored(reminded(), reminded()))).toHaveLength(1);
  });
});

describe('A charge (I4)', () => {
  const determined = () => event('ticket-X', 'FaultDetermined', { determination: { id: 'd1' } });
  const charged = () => [
    event('billing-X', 'ChargeAssessed', { assessmentId: 'a1', determination: { determinationId: 'd1' } }),
    event('billing-X', 'ChargePosted', { assessmentId: 'a1', postingId: 'p1', cents: 12_500 }),
  ];
  it('comes after the determination that it names', () =>
    expect(undetermined(stored(determined(), ...charged()))).toStrictEqual([]));
  it('does not come before it, nor without', () => {
    expect(undetermined(stored(...charged(), determined()))).toHaveLength(1);
    expect(undetermined(stored(...charged()))).toHaveLength(1);
  });
});

describe('A judgement (I14)', () => {
  const told = (by: string) => [
    event('ticket-X', 'WorkLogged', { workId: 'w1', engineer: 'eve' }),
    event('ticket-X', 'FaultDetermined', { cycle: 1, determination: { id: 'd1', by } }),
  ];
  it('is made by somebody who did not work on the ticket', () =>
    expect(judgedByWorkers(stored(...told('rosa')))).toStrictEqual([]));
  it('is not made by somebody who did', () =>
    expect(judgedByWorkers(stored(...told('eve')))).toStrictEqual([expect.stringMatching(/^I14: ticket-X@\d+ /)]));
});

describe('What was posted (I16)', () => {
  const posted = (...ids: readonly string[]) =>
    stored(...ids.map((postingId) => event('billing-X', 'ChargePosted', { postingId, cents: 100 })));
  it('is the beginning of what is posted later', () => {
    const postings = new Postings();
    postings.saw('X', ['p1 100']);
    postings.saw('X', ['p1 100', 'p2 100']);
    expect([...postings.broken, ...postings.lost(posted('p1', 'p2', 'p3'))]).toStrictEqual([]);
  });
  it('is not taken back, nor changed', () => {
    const postings = new Postings();
    postings.saw('X', ['p1 100']);
    postings.saw('X', ['p1 200']);
    expect(postings.broken).toHaveLength(1);
    expect(postings.lost(posted())).toHaveLength(1);
  });
});

describe('What others are sent (I8)', () => {
  const all = () => stored(event('public-X', 'opened', { id: 'a' }), event('public-X', 'closed', { id: 'b' }));
  const sent = (id: string, { subject = 'X', type = 'opened' } = {}) => ({ id, subject, type }) as CloudEvent;
  const [opened, closed] = [sent('a'), sent('b')];
  it('is what is public, in order; a copy is no news', () =>
    expect(mistold(all(), [opened, opened, closed, opened])).toStrictEqual([]));
  it('has no gap, no other order and nothing besides', () => {
    for (const taken of [
      [opened],
      [closed],
      [closed, opened],
      [opened, closed, sent('c')],
      [sent('a', { subject: 'Y' })],
    ])
      expect(mistold(all(), taken)).not.toStrictEqual([]);
  });
  it('is not altered by being sent again', () =>
    expect(mistold(all(), [opened, closed, sent('a', { type: 'reopened' })])).toHaveLength(1));
});
