import { iso, replay } from '#kernel';
import { type OutcomeRow, slaOutcomes } from '#operations/module';
import { type Clock, clockKey, clocks, ticketTimeline } from '#sla';
import { forEveryHistory } from './for-every-history';
import type { Life } from './live';

type Counted = readonly [pending: number, met: number, breached: number];
/** What a clock is counted as; `undefined` where it is in no month, because it has had no due instant. */
const EXPECTED: { readonly [S in Clock['state']]: readonly (Counted | undefined)[] } = {
  running: [[1, 0, 0]],
  met: [[0, 1, 0]],
  breached: [[0, 0, 1]],
  paused: [[1, 0, 0], undefined],
  cancelled: [[0, 0, 0], undefined],
};

/** The row that the projection makes of a life; a ticket's events and its clocks' do not depend on each other's order. */
const rowOf = ({ id, ticket, sla }: Life): OutcomeRow => {
  const table = slaOutcomes.on as Readonly<
    Record<string, (row: OutcomeRow | undefined, delivered: never) => OutcomeRow>
  >;
  let row: OutcomeRow | undefined;
  for (const [category, history] of [
    ['ticket', ticket],
    ['sla', sla],
  ] as const)
    for (const recorded of history)
      row = table[recorded.event.type]?.(row, { ...recorded, stream: `${category}-${id}` } as never) ?? row;
  if (!row) throw new Error(`${id} was never opened.`);
  return row;
};
const linesOf = (life: Life): ReadonlyMap<string, Counted> =>
  new Map(
    Object.entries(slaOutcomes.childRows?.(rowOf(life)) ?? {}).map(([key, { pending, met, breached }]) => [
      key,
      [pending, met, breached],
    ]),
  );
const clocksOf = ({ ticket, policy }: Life, now: number): ReadonlyMap<string, Clock> =>
  new Map(
    clocks(replay(ticketTimeline, ticket), policy, now).map((clock) => [
      clockKey({ ...clock, armedAt: iso(clock.armedAt) }),
      clock,
    ]),
  );

describe('What is counted of the clocks, whatever happens to their tickets,', () => {
  it('is what they are by all that is known now', () =>
    forEveryHistory(({ now, lives }) => {
      for (const life of lives) {
        const lines = linesOf(life);
        const computed = clocksOf(life, now);
        for (const [key, { state }] of computed) {
          expect([key, state, EXPECTED[state]]).toStrictEqual([key, state, expect.arrayContaining([lines.get(key)])]);
        }
        // A clock that by what is known now was never there is counted as nothing.
        for (const [key, counts] of lines)
          if (!computed.has(key)) expect([key, ...counts]).toStrictEqual([key, 0, 0, 0]);
      }
    }));

  it('leaves nothing pending on a ticket that has ended', () =>
    forEveryHistory(({ lives }) => {
      for (const life of lives)
        if (['cancelled', 'merged', 'closed'].includes(String(life.outcome.state)))
          expect([...linesOf(life).values()].filter(([pending]) => pending > 0)).toStrictEqual([]);
    }));
});
