import { iso, ms } from '#kernel';

import {
  codeOf,
  correction,
  otto,
  outage,
  propose,
  say,
  stateAfter,
  sue,
  supersession,
} from '../testing/proposals.fixture';
import type { Ticket } from './part';
import type { TicketAct } from './proposals';
import {
  CALLED_AT,
  determinedByRosa,
  eveWorked,
  NOON,
  OPENED_AT,
  opened,
  REOPENED_AT,
  recordedAs,
  reopened,
  resolved,
  triagedP1,
} from './stories';
import { type TicketCommand } from './ticket';

describe('Two proposals at a time', () => {
  const secondCall = recordedAs(
    { type: 'ClientContactRecorded', channel: 'phone' } as const,
    NOON,
    '2026-03-14T08:30:00.000Z',
  );
  const twoCycles = [
    ...[opened, triagedP1, eveWorked, { ...eveWorked, workId: 'W2' }].map((event) => recordedAs(event, OPENED_AT)),
    secondCall,
    recordedAs(resolved, OPENED_AT),
    recordedAs(determinedByRosa, OPENED_AT),
    recordedAs(reopened, REOPENED_AT),
    recordedAs({ ...resolved, cycle: 2 }, NOON),
    recordedAs({ ...determinedByRosa, cycle: 2 }, NOON),
  ];
  const reason = 'it was otherwise';
  const contact = (was: string): TicketAct => ({ type: 'CorrectContact', was, contactedAt: iso(ms(was) + 1), reason });
  const amended: TicketAct = {
    type: 'AmendWork',
    workId: 'W1',
    from: eveWorked.from,
    to: '2026-03-14T08:30:00.000Z',
    reason,
  };
  const ACTS = {
    'a void of W1': { type: 'VoidWork', workId: 'W1', reason },
    'an amendment of W1': amended,
    'a void of W2': { type: 'VoidWork', workId: 'W2', reason },
    'a correction of the priority': correction,
    'another priority from now on': { type: 'ChangePriority', priority: 'P4', reason },
    'a supersession in cycle 1': supersession,
    'a supersession in cycle 2': { ...supersession, cycle: 2 },
    'a correction of the first contact': contact(CALLED_AT),
    'a correction of the second': contact('2026-03-14T08:30:00.000Z'),
    'another policy': { type: 'RebindPolicy', policyId: opened.policyId, policyVersion: 2, reason },
  } as const satisfies Readonly<Record<string, TicketAct>>;
  const NAMES = Object.keys(ACTS) as (keyof typeof ACTS)[];
  const ABOUT_THE_SAME = [
    ['a void of W1', 'an amendment of W1'],
    ['a correction of the priority', 'another priority from now on'],
  ];
  const said = (state: Ticket, name: keyof typeof ACTS, proposalId: string) =>
    say(state, { ...propose(ACTS[name], { lowersAboveLimit: true }), proposalId } as TicketCommand, sue);
  const areSame = (one: string, other: string) =>
    one === other || ABOUT_THE_SAME.some((pair) => pair.includes(one) && pair.includes(other));
  const possible = NAMES.filter((name) => name !== 'another priority from now on');

  it.each(possible)('are not about the same thing, where one is %s', (first) => {
    const { state } = said(stateAfter(twoCycles), first, 'p1');
    for (const second of possible)
      expect([second, codeOf(() => said(state, second, 'p2'))]).toStrictEqual([
        second,
        areSame(first, second) ? 'proposal.exists' : 'accepted',
      ]);
  });
  it('are about one priority, whether it is changed or corrected', () => {
    const open = stateAfter([opened, triagedP1, eveWorked]);
    for (const [first, second] of [
      ['a correction of the priority', 'another priority from now on'],
      ['another priority from now on', 'a correction of the priority'],
    ] as const)
      expect(codeOf(() => said(said(open, first, 'p1').state, second, 'p2'))).toBe('proposal.exists');
  });
  it('say nothing of money where none moves', () => {
    for (const more of [{}, { movesCents: 0 }])
      expect(say(stateAfter(outage), propose(supersession, more), otto).events[0]).not.toHaveProperty('cents');
  });
});
