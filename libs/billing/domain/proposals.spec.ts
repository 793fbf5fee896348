import { DAY, DomainError, iso, ms } from '#kernel';
import { ACT_APPROVERS } from '#ticketing';
import {
  type Act,
  at,
  closed,
  commanded,
  determined,
  eventSummary,
  night,
  opened,
  reopened,
  timePassed,
  validated,
  voided,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';
import type { BillingCommand } from './ledger';
import { DECISION_APPROVERS, PROPOSAL_DECIDERS } from './proposals';

const work = worked('W1', '02:10', '05:10');
const outage = [opened('02:03'), validated('02:05'), work, closed('05:10')];
const charged = [...outage, determined('09:00', 'client')];
const cheap = [
  opened('02:03'),
  validated('02:05'),
  worked('W1', '02:10', '03:40'),
  closed('03:40'),
  determined('09:00', 'client'),
];
const propose = (type: 'WaiveBilling' | 'ReinstateBilling' | 'ApproveBilling'): BillingCommand => ({
  type: 'ProposeDecision',
  proposalId: 'p1',
  decision: { type, reason: 'goodwill' },
});
const proposed = (time: string, type: Parameters<typeof propose>[0] = 'WaiveBilling', who = 'clara') =>
  commanded(time, propose(type), who);
const approved = (time: string, who = 'boss') =>
  commanded(time, { type: 'ApproveDecision', proposalId: 'p1' }, who, 'supervisor');
const declined = (time: string, who = 'boss') =>
  commanded(time, { type: 'DeclineDecision', proposalId: 'p1', reason: 'too much' }, who, 'supervisor');
const code = (...acts: readonly Act[]): string => {
  try {
    night(...acts);
    return 'accepted';
  } catch (refusal) {
    if (refusal instanceof DomainError) return refusal.code;
    throw refusal;
  }
};
const WEEK_LATER = iso(ms(at('10:00')) + 7 * DAY);

describe('A decision about money that takes two', () => {
  it('is proposed with what it gives up, and changes nothing yet', () => {
    const { events, ...told } = night(...charged, proposed('10:00'));
    expect(events.at(-1)).toStrictEqual({
      type: 'DecisionProposed',
      event: 1,
      proposalId: 'p1',
      act: { type: 'WaiveBilling', event: 1, reason: 'goodwill' },
      rule: 'waiver_above_limit',
      cents: -37_500,
      by: 'clara',
      role: 'agent',
      at: at('10:00'),
      lapsesAt: WEEK_LATER,
    });
    expect(eventSummary({ events, ...told })).toBe('charged, 180 min: charge 37500');
  });

  it('posts what it posts in one append with its approval, and names both people', () => {
    const before = night(...charged, proposed('10:00')).events.length;
    const { events, ...told } = night(...charged, proposed('10:00'), approved('11:00'));
    expect(events.slice(before)).toMatchObject([
      { type: 'DecisionApproved', proposalId: 'p1', by: 'clara', approver: 'boss', at: at('11:00') },
      { type: 'BillingWaived', how: 'person', by: 'clara', approver: 'boss', reason: 'goodwill' },
      { type: 'ChargeAssessed', outcome: 'waived' },
      { type: 'CreditPosted', cents: -37_500 },
    ]);
    expect(eventSummary({ events, ...told })).toBe('waived, 180 min: charge 37500, credit -37500');
  });

  it('is done at once where one person is enough', () =>
    expect(eventSummary(night(...cheap, proposed('10:00')))).toBe('waived, 90 min: charge 18750, credit -18750'));

  it('takes two to take a waiver back, with what is owed then', () => {
    const acts = [...cheap, waived('10:00'), proposed('11:00', 'ReinstateBilling')];
    expect(night(...acts).events.at(-1)).toMatchObject({ rule: 'reinstatement', cents: 18_750 });
    expect(eventSummary(night(...acts, approved('12:00')))).toBe(
      'charged, 90 min: charge 18750, credit -18750, rebill 18750',
    );
  });

  it('is refused at once where it would be refused in the end', () =>
    expect(code(...charged, proposed('10:00', 'ReinstateBilling'))).toBe('billing.not-waived'));

  it('is not approved by who proposed it, worked on it, or determined the fault; nor in another job', () => {
    const acts = [...charged, proposed('10:00')];
    expect(code(...acts, approved('11:00', 'clara'))).toBe('proposal.own');
    expect(code(...acts, approved('11:00', 'eve'))).toBe('proposal.involved');
    expect(
      code(...outage, determined('09:00', 'client', { by: 'rosa' }), proposed('10:00'), approved('11:00', 'rosa')),
    ).toBe('proposal.involved');
    expect(code(...acts, commanded('11:00', { type: 'ApproveDecision', proposalId: 'p1' }, 'ivo', 'engineer'))).toBe(
      'proposal.role',
    );
    expect(code(...acts, approved('11:00'))).toBe('accepted');
  });

  it('is approved once, and not once it was declined or taken back', () => {
    const acts = [...charged, proposed('10:00')];
    expect(code(...acts, approved('11:00'), approved('12:00'))).toBe('proposal.ended');
    expect(code(...acts, declined('11:00'), approved('12:00'))).toBe('proposal.ended');
    expect(code(...acts, declined('11:00', 'clara'), approved('12:00'))).toBe('proposal.ended');
    expect(code(...charged, approved('12:00'))).toBe('proposal.unknown');
    expect(eventSummary(night(...acts, declined('11:00')))).toBe('charged, 180 min: charge 37500');
  });

  it('lapses by the clock after a week, dated at its end', () => {
    const acts = [...charged, proposed('10:00')];
    const late = '2026-03-21 11:00';
    expect(night(...acts, timePassed(late)).events.at(-1)).toStrictEqual({
      type: 'DecisionLapsed',
      event: 1,
      proposalId: 'p1',
      at: WEEK_LATER,
    });
    expect(code(...acts, approved('2026-03-21 09:59'))).toBe('accepted');
    expect(code(...acts, approved('2026-03-21 10:00'))).toBe('proposal.ended');
    expect(code(...acts, timePassed(late), proposed('2026-03-21 12:00'))).toBe('accepted');
  });

  it('waits once: of two about the same the second one is refused', () => {
    const second = commanded('10:30', { ...propose('WaiveBilling'), proposalId: 'p2' } as BillingCommand, 'carl');
    expect(code(...charged, proposed('10:00'), second)).toBe('proposal.exists');
    expect(code(...charged, proposed('10:00'), declined('10:15'), second)).toBe('accepted');
  });

  it('is not approved where it gives up more by now than was shown', () => {
    const more = worked('W2', '05:00', '05:10', { engineer: 'ivo', logged: '10:30' });
    const longer = worked('W2', '06:00', '07:00', { engineer: 'ivo', logged: '10:30' });
    const open = [opened('02:03'), validated('02:05'), work, closed('08:00'), determined('09:00', 'client')];
    expect(code(...open, proposed('10:00'), more, approved('11:00'))).toBe('accepted');
    expect(code(...open, proposed('10:00'), longer, approved('11:00'))).toBe('proposal.outdated');
    expect(code(...open, proposed('10:00'), voided('10:30', 'W1'), approved('11:00'))).toBe('accepted');
  });
});

describe('A charge that waits', () => {
  const held = [...outage, determined('09:00', 'force_majeure', { by: 'rosa' })];
  it('is approved alone by who had no hand in it', () =>
    expect(eventSummary(night(...held, proposed('10:00', 'ApproveBilling')))).toBe('charged, 180 min: charge 37500'));
  it.each(['eve', 'rosa'])('takes a second person where it is %s who would approve it', (who) => {
    const acts = [...held, proposed('10:00', 'ApproveBilling', who)];
    expect(night(...acts).events.at(-1)).toMatchObject({ rule: 'involved_in_the_charge', cents: 37_500, by: who });
    expect(eventSummary(night(...acts, approved('11:00')))).toBe('charged, 180 min: charge 37500');
  });
});

describe('Who is asked for a second key', () => {
  const held = [...outage, determined('09:00', 'force_majeure')];
  const decide = (time: string, decision: object, who: string, proposalId: string) =>
    commanded(time, { type: 'ProposeDecision', proposalId, decision } as BillingCommand, who);
  const proposedOf = (...acts: readonly Act[]) =>
    night(...acts).events.flatMap((event) => (event.type === 'DecisionProposed' ? [event.proposalId] : []));

  it('somebody who worked on it, to approve what it costs, and not to give it up', () => {
    expect(proposedOf(...held, decide('10:00', { type: 'ApproveBilling' }, 'eve', 'p1'))).toStrictEqual(['p1']);
    expect(proposedOf(...cheap, decide('10:00', { type: 'WaiveBilling' }, 'eve', 'p1'))).toStrictEqual([]);
  });
  it('for each decision by itself: what is proposed about one does not stand in the way of another', () => {
    const approval = decide('10:00', { type: 'ApproveBilling' }, 'eve', 'p1');
    const approvalAgain = decide('11:00', { type: 'ApproveBilling' }, 'eve', 'p2');
    const waiver = decide('11:00', { type: 'WaiveBilling' }, 'clara', 'p2');
    expect(proposedOf(...held, approval, waiver)).toStrictEqual(['p1', 'p2']);
    expect(code(...held, approval, approvalAgain)).toBe('proposal.exists');
  });
  it('for each after-hours event by itself', () => {
    const again = [
      reopened('2026-03-15 02:00', 2, 2),
      worked('W2', '2026-03-15 02:10', '2026-03-15 05:10'),
      closed('2026-03-15 05:10'),
      determined('2026-03-15 09:00', 'client', { cycle: 2 }),
    ];
    const waiver = (event: number, id: string) =>
      decide('2026-03-16 10:00', { type: 'WaiveBilling', event }, 'clara', id);
    expect(proposedOf(...charged, ...again, waiver(1, 'p1'), waiver(2, 'p2'))).toStrictEqual(['p1', 'p2']);
  });
  it('who is shown what it moves: where it moves more by now it is proposed again', () => {
    const shared = (time: string, share: number) => determined(time, 'shared', { share });
    const approval = decide('10:00', { type: 'ApproveBilling' }, 'eve', 'p1');
    const half = [...outage, shared('09:00', 50), approval];
    expect(code(...half, approved('11:00'))).toBe('accepted');
    expect(code(...half, shared('10:30', 90), approved('11:00'))).toBe('proposal.outdated');
  });
  it('on a route that lets in whoever may approve any act', () => {
    const mayApprove = new Set([...DECISION_APPROVERS, ...Object.values(ACT_APPROVERS).flat()]);
    expect(new Set(PROPOSAL_DECIDERS)).toStrictEqual(mayApprove);
    expect(DECISION_APPROVERS).toStrictEqual(['billing', 'supervisor']);
  });
});
