import { DAY, iso, ms, replay } from '#kernel';
import {
  as,
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
import { cancelled, eveVoided, eveWorked, merged, NOON, opened, recordedAs, triagedP1 } from './stories';
import { type TicketCommand, ticket } from './ticket';

const WEEK_LATER = iso(ms(NOON) + 7 * DAY);

const approval: TicketCommand = { type: 'ApproveAct', proposalId: 'p1' };
const refusal: TicketCommand = { type: 'DeclineAct', proposalId: 'p1', reason: 'not shown' };
const proposed = (act = supersession, more: object = {}) => say(stateAfter(outage), propose(act, more), otto).state;

describe('An act that takes two', () => {
  it('is proposed, with its reason and its money, and changes nothing yet', () => {
    const { events, state } = say(stateAfter(outage), propose(supersession, { movesCents: -18_750 }), otto);
    expect(events).toStrictEqual([
      {
        type: 'ActProposed',
        proposalId: 'p1',
        act: supersession,
        rule: 'supersession',
        cents: -18_750,
        by: 'otto',
        role: 'fault-reviewer',
        at: NOON,
        lapsesAt: WEEK_LATER,
      },
    ]);
    expect(state.faultReview.standing.get(1)?.faultClass).toBe('client');
  });

  it('takes effect when another person approves it, in one append with its approval', () => {
    const { events } = say(proposed(), approval, sue);
    expect(events).toStrictEqual([
      { type: 'ActApproved', proposalId: 'p1', by: 'otto', approver: 'sue', at: NOON },
      {
        type: 'FaultDeterminationSuperseded',
        cycle: 1,
        was: 'd1',
        determination: {
          id: 'd2',
          faultClass: 'provider',
          reason: 'Our breaker',
          evidence: [],
          by: 'otto',
          approver: 'sue',
        },
      },
    ]);
  });

  it('is refused at once where it would be refused in the end', () => {
    expect(codeOf(() => say(stateAfter([opened, triagedP1]), propose(supersession), otto))).toBe('ticket.not-in-state');
    const share: TicketAct = { ...supersession, faultClass: 'shared' };
    expect(codeOf(() => say(stateAfter(outage), propose(share), otto))).toBe('fault.share-needed');
    expect(codeOf(() => say(stateAfter(outage), propose(supersession), as('eve', 'supervisor')))).toBe(
      'fault.worked-on-it',
    );
    expect(codeOf(() => say(ticket.initial, propose(supersession), otto))).toBe('ticket.unknown');
  });

  it('is refused to be approved by who proposed it, worked on it, determined it, or has another job', () => {
    const state = proposed();
    const code = (context: ReturnType<typeof as>) => codeOf(() => say(state, approval, context));
    expect(code(as('otto', 'supervisor'))).toBe('proposal.own');
    expect(code(as('eve', 'supervisor'))).toBe('proposal.involved');
    expect(code(as('rosa', 'supervisor'))).toBe('proposal.involved');
    expect(code(as('bill', 'billing'))).toBe('proposal.role');
    expect(code(as('ivo', 'fault-reviewer'))).toBe('accepted');
  });

  it('is approved once, and not once it was declined or its week is over', () => {
    const state = proposed();
    const code = (after: Ticket, context = sue) => codeOf(() => say(after, approval, context));
    expect(code(say(state, approval, sue).state)).toBe('proposal.ended');
    expect(code(say(state, refusal, sue).state)).toBe('proposal.ended');
    expect(code(state, as('sue', 'supervisor', iso(ms(WEEK_LATER) - 1)))).toBe('accepted');
    expect(code(state, as('sue', 'supervisor', WEEK_LATER))).toBe('proposal.ended');
    expect(codeOf(() => say(state, { type: 'ApproveAct', proposalId: 'p2' }, sue))).toBe('proposal.unknown');
  });

  it('is declined by whoever may approve it, and taken back by who proposed it', () => {
    const state = proposed();
    expect(say(state, refusal, sue).events).toStrictEqual([
      { type: 'ActDeclined', proposalId: 'p1', by: 'sue', at: NOON, reason: 'not shown' },
    ]);
    expect(codeOf(() => say(state, refusal, otto))).toBe('accepted');
    expect(codeOf(() => say(state, refusal, as('bill', 'billing')))).toBe('proposal.role');
  });

  it('lapses at the end of its week, dated then, and once', () => {
    const clock = (at: string) => as('proposal-expiry', 'system', at);
    expect(say(proposed(), { type: 'LapseActs' }, clock(iso(ms(WEEK_LATER) - 1))).events).toStrictEqual([]);
    const lapsed = say(proposed(), { type: 'LapseActs' }, clock(iso(ms(WEEK_LATER) + DAY)));
    expect(lapsed.events).toStrictEqual([{ type: 'ActLapsed', proposalId: 'p1', at: WEEK_LATER }]);
    expect(say(lapsed.state, { type: 'LapseActs' }, clock(iso(ms(WEEK_LATER) + DAY))).events).toStrictEqual([]);
  });

  it('is proposed once at a time, and again once the first one has ended', () => {
    const again = { ...propose(supersession), proposalId: 'p2' } as TicketCommand;
    expect(codeOf(() => say(proposed(), again, otto))).toBe('proposal.exists');
    expect(codeOf(() => say(say(proposed(), refusal, sue).state, again, otto))).toBe('accepted');
  });

  it('is approved as it was shown: not where it moves more by now', () => {
    const state = proposed(supersession, { movesCents: -18_750 });
    const moving = (movesCents: number) => codeOf(() => say(state, { ...approval, movesCents } as TicketCommand, sue));
    expect(moving(-18_751)).toBe('proposal.outdated');
    expect(moving(-18_750)).toBe('accepted');
    expect(moving(0)).toBe('accepted');
  });

  it('has no effect on a ticket that was merged away meanwhile, and may still be declined', () => {
    const gone = replay(ticket, [recordedAs(merged, NOON)], proposed());
    expect(codeOf(() => say(gone, approval, sue))).toBe('ticket.not-in-state');
    expect(codeOf(() => say(gone, refusal, sue))).toBe('accepted');
  });
});

describe('A change of facts', () => {
  it('takes one person, unless it takes more from what is posted than one may waive', () => {
    const alone = say(stateAfter(outage), propose(correction, { movesCents: -18_750 }), sue);
    expect(alone.events.map(({ type }) => type)).toStrictEqual(['PriorityCorrected']);
    const dear = say(stateAfter(outage), propose(correction, { movesCents: -25_001, lowersAboveLimit: true }), sue);
    expect(dear.events).toMatchObject([{ type: 'ActProposed', rule: 'lowers_what_is_posted', cents: -25_001 }]);
    const command = { ...approval, movesCents: -25_001 } as TicketCommand;
    expect(say(dear.state, command, as('bill', 'billing')).events).toMatchObject([
      { type: 'ActApproved', by: 'sue', approver: 'bill' },
      { type: 'PriorityCorrected', to: 'P3' },
    ]);
    // The priority is about every cycle: who judged one of them has a hand in it.
    for (const involved of ['rosa', 'eve'])
      expect(codeOf(() => say(dear.state, command, as(involved, 'billing')))).toBe('proposal.involved');
  });

  it('that changes nothing is no proposal, whatever it would have moved', () => {
    const voided = stateAfter([...outage, eveVoided]);
    const again = propose(
      { type: 'VoidWork', workId: 'W1', reason: 'x' },
      { movesCents: -25_001, lowersAboveLimit: true },
    );
    expect(say(voided, again, sue).events).toStrictEqual([]);
  });
});

describe('An override', () => {
  const override: TicketAct = {
    type: 'DetermineFault',
    determinationId: 'd1',
    cycle: 1,
    faultClass: 'client',
    reason: 'Their power supply failed',
    override: true,
  };
  const worked = [opened, triagedP1, eveWorked, cancelled];
  const eve = as('eve', 'supervisor');

  it('lets who worked on it judge with a second person, and says so on the determination', () => {
    const { events, state } = say(stateAfter(worked), propose(override), eve);
    expect(events).toMatchObject([{ type: 'ActProposed', rule: 'override' }]);
    expect(say(state, approval, sue).events[1]).toMatchObject({
      type: 'FaultDetermined',
      determination: { by: 'eve', approver: 'sue', override: true },
    });
  });
  it('is nothing for who did not work on it', () => {
    const { events } = say(stateAfter(worked), propose(override), otto);
    expect(events).toMatchObject([{ type: 'FaultDetermined', determination: { by: 'otto' } }]);
    expect(events[0]).not.toHaveProperty('determination.override');
  });
});
