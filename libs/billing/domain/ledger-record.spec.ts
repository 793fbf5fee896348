import { DomainError, decide, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { standardPolicy as policy, policyWith } from '#policy/testing';
import {
  absorbed,
  approved,
  at,
  closed,
  commanded,
  corrected,
  determined,
  merged,
  type Night,
  night,
  nightUnder,
  opened,
  reopened,
  timePassed,
  validated,
  voided,
  worked,
} from '../testing/after-hours-incident.fixture';
import { emptyIncident } from './incident';
import { ledger } from './ledger';
import { unsettled } from './unsettled';

// What is written of a decision, field by field, and what a ledger remembers of it.

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const charged = [...outage, determined('09:00', 'client')];
const twice = [...outage, reopened('20:00', 2, 2), worked('W2', '20:10', '20:40'), closed('21:00')];
const last = ({ events }: Night, type: string) => events.findLast((event) => event.type === type);
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'accepted';
  } catch (refusal) {
    return (refusal as DomainError).code;
  }
};

describe('A decision is written', () => {
  it('with what was said, and nothing that was not', () => {
    const held = [...outage, determined('09:00', 'force_majeure')];
    const noLimit = policyWith({ billing: { chargeApprovalOverCents: null } });
    expect(last(nightUnder(noLimit, ...held, approved('10:00')), 'BillingApproved')).toStrictEqual({
      type: 'BillingApproved',
      event: 1,
      at: at('10:00'),
    });
    const alone = commanded('10:00', { type: 'WaiveBilling' });
    expect(last(night(...charged, alone), 'BillingWaived')).toStrictEqual({
      type: 'BillingWaived',
      event: 1,
      at: at('10:00'),
      how: 'person',
    });
    expect(last(night(...outage, commanded('10:00', { type: 'AcceptTerms' })), 'TermsAccepted')).toStrictEqual({
      type: 'TermsAccepted',
      event: 1,
      at: at('10:00'),
    });
  });
  it('after the timers that came due before it', () => {
    const late = night(...outage, commanded('2026-05-01 09:00', { type: 'AcceptTerms' }));
    expect(late.events.slice(-4).map(({ type }) => type)).toStrictEqual([
      'FaultReviewReminded',
      'BillingWaived',
      'ChargeAssessed',
      'TermsAccepted',
    ]);
  });
  it('on a ticket that there is, and that was not merged away', () => {
    const context = { ...by('clara', at('10:00')), policy, ticketId: 'T1' };
    expect(codeOf(() => decide(ledger, { type: 'AcceptTerms' }, ledger.initial, context))).toBe('ticket.unknown');
    const gone = [...outage.slice(0, 3), merged('03:00'), commanded('04:00', { type: 'AcceptTerms' })];
    expect(codeOf(() => night(...gone))).toBe('ticket.not-in-state');
  });
});

describe('A posting is named', () => {
  it('by its ticket, its event and its number there, and names the assessment that it answers', () => {
    const { state } = night(
      ...twice,
      determined('22:00', 'client', { cycle: 1 }),
      determined('22:10', 'client', { cycle: 2 }),
      determined('22:20', 'provider', { cycle: 2 }),
    );
    expect(state.postings.map(({ postingId, assessmentId }) => [postingId, assessmentId])).toStrictEqual([
      ['T1/1/1', 'T1/1/assessment-2'],
      ['T1/2/1', 'T1/2/assessment-2'],
      ['T1/2/2', 'T1/2/assessment-3'],
    ]);
  });
  it('and its event says what an amount above the limit waits for', () => {
    const limited = policyWith({ billing: { chargeApprovalOverCents: 18_750 } });
    const more = worked('W2', '02:10', '03:40', { engineer: 'ivo', logged: '10:00' });
    const perEngineer = policyWith({ billing: { chargeApprovalOverCents: 18_750, parallelEngineers: 'per-engineer' } });
    expect(last(nightUnder(limited, ...charged), 'ChargeAssessed')).not.toHaveProperty('waitsFor');
    expect(last(nightUnder(perEngineer, ...charged, more), 'ChargeAssessed')).toMatchObject({
      outcome: 'charged',
      waitsFor: 'amount',
      wantedCents: 37_500,
    });
    expect(last(night(...charged, corrected('10:00', 'P1'), more), 'ChargeAssessed')).not.toHaveProperty('waitsFor');
  });
});

describe('What a ledger knows', () => {
  it('is nothing before the first fact', () => {
    expect(ledger.initial).toStrictEqual({
      incident: emptyIncident,
      ticketRevision: -1,
      notedAt: Number.NEGATIVE_INFINITY,
      postings: [],
      unmarked: [],
      assessments: new Map(),
      reminded: [],
      expecting: [],
      proposals: [],
      lateWork: new Map(),
    });
    const {
      seq,
      base,
      policyId,
      client,
      policyVersion,
      validated: isValidated,
      merged: isMerged,
      ...lists
    } = emptyIncident;
    expect({ seq, base, policyId, client, policyVersion, isValidated, isMerged }).toStrictEqual({
      seq: 0,
      base: 'P3',
      policyId: '',
      client: '',
      policyVersion: 0,
      isValidated: false,
      isMerged: false,
    });
    for (const [name, value] of Object.entries(lists))
      if (Array.isArray(value)) expect([name, value]).toStrictEqual([name, []]);
  });
  it('is which posting the ticket does not show yet', () => {
    const both = night(...charged, determined('10:00', 'provider'));
    const mark = (postingId: string) => ({
      ticketRevision: 20,
      ticketEventId: 'e20',
      occurredAt: at('11:00'),
      recordedAt: at('11:00'),
      fact: { kind: 'marked_billed' as const, postingId },
    });
    const context = { ...by('billing-process', at('11:00')), policy, ticketId: 'T1' };
    const leftAfter = (postingId: string) =>
      replay(
        ledger,
        decide(ledger, { type: 'NoteFacts', facts: [mark(postingId)] }, both.state, context).map((event) =>
          recorded(event),
        ),
        both.state,
      ).unmarked.map((posting) => posting.postingId);
    expect(both.state.unmarked.map(({ postingId }) => postingId)).toStrictEqual(['T1/1/1', 'T1/1/2']);
    expect(leftAfter('T1/1/1')).toStrictEqual(['T1/1/2']);
    expect(leftAfter('T1/1/2')).toStrictEqual(['T1/1/1']);
    const { state } = night(...charged, determined('10:00', 'provider'), voided('11:00', 'W1'));
    expect(state.unmarked).toHaveLength(2);
  });
  it('is which merges are still on their way: two of them, one arrived', () => {
    const expect_ = (from: string) => commanded('03:00', { type: 'ExpectMerge', from }, 'billing-process');
    const { state, policy: under } = night(...outage.slice(0, 3), expect_('T0'), expect_('T9'), absorbed('03:10', {}));
    expect(state.expecting).toStrictEqual(['T9']);
    expect(unsettled(state, under)?.why).toMatch('A merge is on its way');
    expect(night(...outage.slice(0, 3), expect_('T9'), contactAfter()).state.expecting).toStrictEqual(['T9']);
  });
  it('is which of its events are waived', () => {
    const both = [...twice, waivedEvent(1), waivedEvent(2)];
    const back = commanded('23:00', { type: 'ReinstateBilling', approver: 'boss', event: 1 });
    expect(night(...both).state.incident.waived).toStrictEqual([1, 2]);
    expect(night(...both, back).state.incident.waived).toStrictEqual([2]);
  });
  it('is when it last noted anything: a timer that came due before does not turn the clock back', () => {
    const { state } = night(...charged, timePassed('2026-03-20 09:00'));
    expect(state.notedAt).toBe(Date.parse(at('09:00')));
    const waivedLate = night(
      ...outage,
      timePassed('2026-05-01 09:00'),
      commanded('2026-05-02 09:00', { type: 'AcceptTerms' }),
    );
    expect(waivedLate.state.notedAt).toBe(Date.parse(at('2026-05-02 09:00')));
  });
});
const contactAfter = () => commanded('03:10', { type: 'AcceptTerms' });
const waivedEvent = (event: number) => commanded('22:00', { type: 'WaiveBilling', approver: 'boss', event });
