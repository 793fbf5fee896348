import { evolve, ms, type Recorded, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import {
  absorbed,
  asked,
  at,
  cancelled,
  merged,
  opened,
  planned,
  referred,
  reopened,
  replied,
  resolved,
  restored,
  resumed,
} from '../testing/ticket-history.fixture';
import { restoredAt, ticketTimeline } from './ticket-timeline';

// What a ticket's history leaves for the clocks.
// Monday, 16 March 2026; standard hours are 13:00 to 22:00 UTC.

const timelineOf = (...history: readonly Recorded[]) => replay(ticketTimeline, history);

describe('The timeline of a ticket', () => {
  it('is empty before the first event', () =>
    expect(ticketTimeline.initial).toStrictEqual({
      policyId: '',
      policyVersion: 0,
      startedAt: 0,
      starts: [],
      cycles: [],
      priorities: { base: 'P3', changes: [], current: 'P3', requested: 'P3', validated: false, cycle: 0 },
      replies: [],
      restorations: [],
      waits: [],
    }));
  it('has a cycle for the opening and for each reopening, each with its own resolution', () => {
    const twice = timelineOf(opened('09:00', 'P1', '08:30'), resolved('10:00'), reopened('11:00'), resolved('12:00'));
    expect(twice.cycles).toStrictEqual([
      { startedAt: ms(at('08:30')), resolvedAt: ms(at('10:00')) },
      { startedAt: ms(at('11:00')), resolvedAt: ms(at('12:00')) },
    ]);
    expect(twice.starts).toStrictEqual([ms(at('09:00')), ms(at('11:00'))]);
  });
  it('has a restoration in the cycle in which it happened, and a resolution restores too', () => {
    const again = [opened('09:00', 'P1'), resolved('10:00'), reopened('11:00')];
    const written = (happened: string) => timelineOf(...again, restored('13:00', happened, 2)).restorations;
    expect(written('09:30')).toStrictEqual([{ at: ms(at('09:30')), cycle: 1 }]);
    expect(written('12:00')).toStrictEqual([{ at: ms(at('12:00')), cycle: 2 }]);
    const both = timelineOf(...again, restored('12:00', '09:30', 2), restored('12:30', '12:10', 2));
    expect([restoredAt(both, 1), restoredAt(both, 2), restoredAt(both, 3)]).toStrictEqual([
      ms(at('09:30')),
      ms(at('12:10')),
      undefined,
    ]);
    expect(restoredAt(timelineOf(...again), 1)).toBe(ms(at('10:00')));
  });
  it('ends its waits when it goes on, is resolved, or is over', () => {
    const waits = (...more: readonly Recorded[]) => timelineOf(opened('09:00', 'P1'), asked('10:00'), ...more).waits;
    const wait = { state: 'awaiting_customer', from: ms(at('10:00')) };
    expect(waits()).toStrictEqual([wait]);
    for (const end of [
      resumed('11:00'),
      resolved('11:00'),
      resolved('11:00', '09:30'),
      cancelled('11:00'),
      merged('11:00'),
    ])
      expect(waits(end)).toStrictEqual([{ ...wait, to: ms(at('11:00')) }]);
    expect(waits(planned('10:30'), referred('10:40'), resumed('11:00'))).toStrictEqual([
      { ...wait, to: ms(at('10:30')) },
      { state: 'scheduled', from: ms(at('10:30')), to: ms(at('10:40')) },
      { state: 'awaiting_third_party', from: ms(at('10:40')), to: ms(at('11:00')) },
    ]);
  });
  it('says how it ended', () => {
    expect(timelineOf(opened('09:00', 'P1'), cancelled('10:00')).ended).toStrictEqual({
      at: ms(at('10:00')),
      how: 'cancelled',
    });
    expect(timelineOf(opened('09:00', 'P1'), merged('10:00')).ended).toStrictEqual({
      at: ms(at('10:00')),
      how: 'merged',
    });
  });
  it('begins with the first contact of both, in the first cycle alone', () => {
    const late = timelineOf(opened('09:00', 'P1'), resolved('10:00'), reopened('11:00'), absorbed('11:30', '08:00'));
    expect(late.cycles.map(({ startedAt }) => startedAt)).toStrictEqual([ms(at('08:00')), ms(at('11:00'))]);
  });
  it('follows the policy to which it is rebound, and keeps the rest', () => {
    const before = timelineOf(opened('09:00', 'P1'), replied('09:10'));
    const rebound = { type: 'TicketPolicyRebound', policyId: 'gold', policyVersion: 7 };
    expect(evolve(ticketTimeline, before, recorded(rebound, by('boss', at('10:00'))))).toStrictEqual({
      ...before,
      policyId: 'gold',
      policyVersion: 7,
    });
  });
});
