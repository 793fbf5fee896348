import { recorded } from '#kernel/given';
import { TICKET_EVENTS, type TicketEvent } from '#ticketing';
import { factOf } from './facts';

const fact = (event: TicketEvent) => factOf(recorded(event));
const entry = { workId: 'W1', from: '2026-03-14T07:10:00.000Z', to: '2026-03-14T08:40:00.000Z' };

describe('What a ticket event means for money', () => {
  it.each<[string, TicketEvent, object]>([
    [
      'an opening pins the policy and may be a contact',
      {
        type: 'TicketOpened',
        client: 'acme',
        channel: 'voicemail',
        requested: 'P1',
        assigned: 'P1',
        summary: 'calls fail',
        category: 'general',
        tier: 1,
        contactedAt: '2026-03-14T07:03:00.000Z',
        policyId: 'standard-support',
        policyVersion: 2,
      },
      {
        kind: 'opened',
        client: 'acme',
        policyId: 'standard-support',
        policyVersion: 2,
        assigned: 'P1',
        contactedAt: '2026-03-14T07:03:00.000Z',
      },
    ],
    [
      'a contact that was written down wrongly is corrected, by somebody',
      { type: 'ClientContactCorrected', was: entry.from, contactedAt: entry.to, reason: 'x' },
      { kind: 'contact_corrected', was: entry.from, contactedAt: entry.to, by: 'someone' },
    ],
    [
      'another policy holds',
      {
        type: 'TicketPolicyRebound',
        policyId: 'gold',
        policyVersion: 3,
        from: { policyId: 'standard-support', policyVersion: 2 },
        reason: 'x',
        approver: 'sue',
      },
      { kind: 'rebound', policyId: 'gold', policyVersion: 3 },
    ],
    ['a rejection closes the work', { type: 'TicketRejected', ground: 'spam', reason: 'x' }, { kind: 'work_closed' }],
    ['a call is a contact', { type: 'ClientContactRecorded', channel: 'phone' }, { kind: 'contacted' }],
    [
      'triage validates',
      { type: 'TicketTriaged', priority: 'P1' },
      { kind: 'priority_validated', priority: 'P1', correction: false },
    ],
    [
      'a correction validates, and is one',
      { type: 'PriorityCorrected', from: 'P3', to: 'P1', reason: 'x' },
      { kind: 'priority_validated', priority: 'P1', correction: true, by: 'someone' },
    ],
    [
      'a change changes',
      { type: 'PriorityChanged', from: 'P3', to: 'P1', reason: 'x' },
      { kind: 'priority_changed', priority: 'P1' },
    ],
    [
      'work counts',
      { type: 'WorkLogged', ...entry, engineer: 'eve', kind: 'planned' },
      { kind: 'work_logged', ...entry, engineer: 'eve', workKind: 'planned' },
    ],
    ['as amended', { type: 'WorkAmended', ...entry, reason: 'x' }, { kind: 'work_amended', ...entry }],
    ['or not at all', { type: 'WorkVoided', workId: 'W1', reason: 'x' }, { kind: 'work_voided', workId: 'W1' }],
    [
      'a resolution closes the work',
      { type: 'TicketResolved', cycle: 1, code: 'x', note: 'x', autoCloseAt: entry.to },
      { kind: 'work_closed' },
    ],
    ['a cancellation does too', { type: 'TicketCancelled', reason: 'x' }, { kind: 'work_closed' }],
    [
      'a reopening may begin an event',
      { type: 'TicketReopened', cycle: 2, event: 2, channel: 'phone', reason: 'x' },
      { kind: 'reopened', cycle: 2, event: 2 },
    ],
    [
      'an erasure takes the evidence',
      { type: 'PersonalDataErased', ground: 'requested', ledgerTexts: 0 },
      { kind: 'erased' },
    ],
    ['a merge ends it', { type: 'TicketMerged', into: 'T2', reason: 'x' }, { kind: 'merged', into: 'T2' }],
    [
      'an absorption brings contacts, work and terms',
      {
        type: 'MergeAbsorbed',
        from: 'T0',
        sourceRevision: 3,
        contacts: [{ at: entry.from, channel: 'phone' }],
        replies: [entry.to],
        work: [],
        terms: [{ at: entry.to, accepted: true }],
      },
      { kind: 'absorbed', from: 'T0', contacts: [entry.from], work: [], terms: [{ at: entry.to, accepted: true }] },
    ],
    [
      'a determination says whose fault',
      {
        type: 'FaultDetermined',
        cycle: 1,
        determination: { id: 'd1', faultClass: 'client', reason: 'x', evidence: [], by: 'rosa' },
      },
      { kind: 'determined', cycle: 1, determinationId: 'd1', faultClass: 'client', by: 'rosa' },
    ],
    [
      'so does the one that supersedes it, with a share',
      {
        type: 'FaultDeterminationSuperseded',
        cycle: 1,
        was: 'd1',
        determination: {
          id: 'd2',
          faultClass: 'shared',
          sharePercent: 40,
          reason: 'x',
          evidence: [],
          by: 'otto',
          approver: 'boss',
        },
      },
      { kind: 'determined', cycle: 1, determinationId: 'd2', faultClass: 'shared', sharePercent: 40, by: 'otto' },
    ],
    [
      'a dispute holds charges up',
      { type: 'FaultDisputed', disputeId: 'x1', event: 2, reason: 'x' },
      { kind: 'disputed', event: 2 },
    ],
    [
      'until it is settled',
      { type: 'DisputeSettled', disputeId: 'x1', event: 2, reason: 'x' },
      { kind: 'settled', event: 2 },
    ],
    [
      'a mark comes back',
      { type: 'TicketBilled', postingId: 'T1/1/1', event: 1, kind: 'charge', cents: 1, balanceCents: 1 },
      { kind: 'marked_billed', postingId: 'T1/1/1' },
    ],
  ])('%s', (_why, event, expected) => expect(fact(event)).toStrictEqual(expected));

  it('is nothing for what moves no charge', () => {
    const silent = Object.keys(TICKET_EVENTS).filter((type) => {
      try {
        return factOf(recorded({ type })) === undefined;
      } catch {
        return false; // it was translated, and missed its fields
      }
    });
    expect(silent.sort()).toStrictEqual([
      'ActApproved',
      'ActDeclined',
      'ActLapsed',
      'ActProposed',
      'AttachmentAdded',
      'CustomerActionRequested',
      'EvidenceAdded',
      'FaultProposed',
      'FaultReviewClaimed',
      'FaultReviewReleased',
      'NoteAdded',
      'PriorityRequested',
      'RepeatTroubleDismissed',
      'ReplyBounced',
      'ReplyRetracted',
      'ReplySent',
      'ServiceRestored',
      'TelephoneSupportRedirected',
      'ThirdPartyReferred',
      'TicketAssigned',
      'TicketClosed',
      'TicketDeescalated',
      'TicketEscalated',
      'TicketLinked',
      'TicketReleased',
      'TicketReserved',
      'TicketResumed',
      'TicketUnassigned',
      'VoicemailReceived',
      'WorkScheduled',
      'WorkStarted',
    ]);
  });
  it.each(['constructor', 'toString'])('is nothing for an event called %s', (type) =>
    expect(factOf(recorded({ type }))).toBeUndefined(),
  );
});
