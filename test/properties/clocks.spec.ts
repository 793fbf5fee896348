import { iso, MINUTE, ms, replay } from '#kernel';
import { type Clock, clocks, type SlaEvent, type TicketTimeline, ticketTimeline } from '#sla';
import { closedTime, counted, withAPause } from './counted';
import { forEveryHistory } from './for-every-history';
import type { Life } from './live';

type Breach = Extract<SlaEvent, { type: 'TargetBreached' }>;
type ClockReference = { target: string; cycle: number; armedAt: string };

/** *update* has a clock an arming, the other targets one a cycle. */
const keyOf = ({ target, cycle, armedAt }: ClockReference) =>
  target === 'update' ? `update/${cycle}/${armedAt}` : `${target}/${cycle}`;
const nameOf = ({ target, cycle, armedAt }: Clock): ClockReference => ({ target, cycle, armedAt: iso(armedAt) });
const storyOf = ({ ticket }: Life): TicketTimeline => replay(ticketTimeline, ticket);

/** The breaches that stand: those that were recorded and not withdrawn since. */
const standing = ({ sla }: Life): Map<string, Breach> => {
  const found = new Map<string, Breach>();
  for (const { event } of sla) {
    if (event.type === 'SlaBreachWithdrawn') found.delete(keyOf(event));
    if (event.type !== 'TargetBreached') continue;
    expect(found.has(keyOf(event))).toBe(false);
    found.set(keyOf(event), event);
  }
  return found;
};

const dueInstants = (told: TicketTimeline, life: Life, now: number): Map<string, number> =>
  new Map(
    clocks(told, life.policy, now).flatMap((clock) =>
      clock.dueAt === undefined ? [] : [[keyOf(nameOf(clock)), clock.dueAt] as const],
    ),
  );
const SAYS: Partial<Record<SlaEvent['type'], Clock['state']>> = {
  TargetSet: 'running',
  TargetResumed: 'running',
  SlaBreachWithdrawn: 'running',
  TargetBreached: 'breached',
  TargetMet: 'met',
  TargetPaused: 'paused',
  TargetCancelled: 'cancelled',
};

describe('A clock, whatever happens to its ticket,', () => {
  it('is breached in the record exactly when it is breached by what is known now', () =>
    forEveryHistory(({ now, lives }) => {
      for (const life of lives) {
        const recorded = [...standing(life)].map(([key, { dueAt }]) => [key, ms(dueAt)]);
        const computed = clocks(storyOf(life), life.policy, now).filter(({ state }) => state === 'breached');
        expect(new Map(recorded as [string, number][])).toStrictEqual(
          new Map(computed.map((clock) => [keyOf(nameOf(clock)), clock.dueAt])),
        );
      }
    }));

  it('was last said to be in the state in which it is', () =>
    forEveryHistory(({ now, lives }) => {
      for (const life of lives) {
        const said = new Map<string, string>();
        for (const { event } of life.sla) {
          const state = SAYS[event.type];
          if (state !== undefined) said.set(keyOf(event), state);
        }
        const computed = clocks(storyOf(life), life.policy, now);
        for (const clock of computed) {
          const key = keyOf(nameOf(clock));
          expect([key, said.get(key)]).toStrictEqual([key, clock.state]);
        }
        const alive = new Set(computed.map((clock) => keyOf(nameOf(clock))));
        for (const [key, state] of said) if (!alive.has(key)) expect([key, state]).toStrictEqual([key, 'cancelled']);
      }
    }));

  it('breaches only after it is due, and is withdrawn only for a cause on its ticket (I9)', () =>
    forEveryHistory(({ lives }) => {
      for (const life of lives) {
        const eventIds = new Set(life.ticket.map(({ stamp }) => stamp.eventId));
        let open = new Map<string, string>();
        for (const { event } of life.sla) {
          if (event.type === 'TargetBreached') {
            expect(ms(event.detectedAt)).toBeGreaterThan(ms(event.dueAt));
            open.set(keyOf(event), event.dueAt);
          }
          if (event.type !== 'SlaBreachWithdrawn') continue;
          expect(open.get(keyOf(event))).toBe(event.dueAt);
          expect(eventIds).toContain(event.because);
          open = new Map([...open].filter(([key]) => key !== keyOf(event)));
        }
      }
    }));

  it('warns only while it runs, before it is due, each percentage once', () =>
    forEveryHistory(({ lives }) => {
      for (const life of lives) {
        const warned = new Set<string>();
        for (const { event } of life.sla) {
          if (event.type !== 'TargetWarned') continue;
          const warning = `${keyOf(event)} ${event.percent}%`;
          expect(warned).not.toContain(warning);
          warned.add(warning);
          expect(ms(event.warnedAt)).toBeLessThanOrEqual(ms(event.dueAt));
          expect(Object.values(life.policy.document.priorities).flatMap(({ warn }) => warn)).toContain(event.percent);
        }
      }
    }));

  it('counts intervals that add up to its minutes and never lie in closed time', () =>
    forEveryHistory(({ now, lives }) => {
      for (const life of lives)
        for (const { due, pauses, dueAt } of clocks(storyOf(life), life.policy, now)) {
          if (dueAt === undefined) continue;
          const { legs, end } = counted(due, pauses);
          expect(end).toBe(dueAt);
          for (const { minutes, calendar, intervals, end: endOfLeg } of legs) {
            if (endOfLeg < Number.POSITIVE_INFINITY)
              expect(intervals.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(minutes * MINUTE);
            for (const each of intervals) {
              expect(pauses.filter((pause) => each.from < pause.to && pause.from < each.to)).toStrictEqual([]);
              expect(closedTime(life.policy, calendar, each)).toBeUndefined();
            }
          }
        }
    }));

  it('is never due earlier for a pause more', () =>
    forEveryHistory(({ now, lives }) => {
      for (const life of lives) {
        const told = storyOf(life);
        const before = dueInstants(told, life, now);
        for (const paused of withAPause(told, now)) {
          const after = dueInstants(paused, life, now);
          for (const [key, due] of before)
            expect(after.get(key) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(due);
        }
      }
    }));
});
