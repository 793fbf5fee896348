import { replay } from '#kernel';
import { recorded } from '#kernel/given';
import { given } from '../reference/given-ticket';
import type { MergeCommand } from './merging';
import {
  absorbed,
  determinedByRosa,
  disputed,
  eveWorked,
  IN_STATE,
  merged,
  opened,
  reopened,
  resumed,
  settled,
  supersededByOtto,
} from './stories';
import { type TicketEvent, ticket } from './ticket';

const merge: Extract<MergeCommand, { type: 'MergeTicket' }> = {
  type: 'MergeTicket',
  ticketId: 'T1',
  into: 'T2',
  reason: 'same outage',
  survivor: { client: 'acme', open: true, cycle: 1, judges: [] },
  moneyDecided: false,
};
const ivoWorked = { ...eveWorked, workId: 'W2', engineer: 'ivo' };
const { type: _, ...brought } = absorbed;
const absorb: MergeCommand = { type: 'AbsorbMerge', ...brought };

describe('A ticket is merged', () => {
  it('into another open one of its client, and ends there', () =>
    given(...IN_STATE.in_progress)
      .when(merge)
      .yieldsOnce(merged));
  it('into one whose fault others have determined', () =>
    given(opened, eveWorked)
      .when({ ...merge, survivor: { ...merge.survivor, judges: ['rosa'] } })
      .yieldsOnce(merged));
});

describe('A ticket is not merged', () => {
  const no = (change: Partial<typeof merge>, ...history: readonly TicketEvent[]) =>
    given(...(history.length > 0 ? history : IN_STATE.in_progress))
      .when({ ...merge, ...change })
      .refuses('merge.not-possible');

  it('into itself', () => no({ into: 'T1' }));
  it('into a ticket of another client', () => no({ survivor: { ...merge.survivor, client: 'bolt' } }));
  it('into one that is not open', () => no({ survivor: { ...merge.survivor, open: false } }));
  it('into one that was reopened', () => no({ survivor: { ...merge.survivor, cycle: 2 } }));
  it('once it was reopened itself', () => no({}, ...IN_STATE.resolved, reopened, resumed));
  it('once its fault was determined', () => no({}, ...IN_STATE.in_progress, determinedByRosa));
  it('once that was superseded', () => no({}, ...IN_STATE.in_progress, determinedByRosa, supersededByOtto));
  it('once it was disputed, settled or not', () => {
    no({}, ...IN_STATE.in_progress, disputed);
    no({}, ...IN_STATE.in_progress, disputed, settled);
  });
  it('once money was approved or waived on it', () => no({ moneyDecided: true }));
  it('where somebody worked on it who judged the other one', () =>
    no({ survivor: { ...merge.survivor, judges: ['rosa', 'eve'] } }, ...IN_STATE.in_progress, ivoWorked, eveWorked));
  it.each(['resolved', 'closed', 'cancelled', 'merged'] as const)('while it is %s', (state) =>
    given(...IN_STATE[state])
      .when(merge)
      .refuses('ticket.not-in-state'),
  );
});

describe('The ticket that survives', () => {
  it('takes over what the other one brings, once', () => given(opened).when(absorb).yields(absorbed));
  it('takes it over whatever has become of it meanwhile', () => {
    for (const state of ['resolved', 'closed', 'cancelled'] as const)
      given(...IN_STATE[state])
        .when(absorb)
        .yields(absorbed);
  });
  it('takes nothing over once it was merged itself: that goes on to who survived it', () =>
    given(...IN_STATE.merged)
      .when(absorb)
      .refuses('ticket.not-in-state'));
  it('takes over one ticket after another', () =>
    given(opened, absorbed)
      .when({ ...absorb, from: 'T9', work: [] })
      .yields({ ...absorbed, from: 'T9', work: [] }));
  it('keeps its own priority, state and policy, and begins with the first contact of both', () => {
    const before = replay(
      ticket,
      IN_STATE.triaged.map((event) => recorded(event)),
    );
    const after = replay(ticket, [recorded(absorbed)], before);
    const first = Date.parse(absorbed.contacts[0]?.at ?? '');
    expect(after.lifecycle).toStrictEqual(before.lifecycle);
    expect(after.conversation.cycleStarts).toStrictEqual([first]);
    expect(after.priority).toStrictEqual(before.priority);
  });
  it('has the work of both', () => {
    const { work } = replay(
      ticket,
      [opened, eveWorked, absorbed].map((event) => recorded(event)),
    );
    expect([...work.work.keys()]).toStrictEqual(['W1', 'W0']);
  });
});
