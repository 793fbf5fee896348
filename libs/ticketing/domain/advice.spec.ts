import type { Instead, Recorded } from '#kernel';
import { by } from '#kernel/given';
import { given } from '../reference/given-ticket';
import {
  absorbed,
  determinedByRosa,
  disputed,
  eveVoided,
  eveWorked,
  IN_STATE,
  NOON,
  OPENED_AT,
  opened,
  recordedAs,
  resolved,
  started,
  triagedP1,
} from './stories';
import type { TicketCommand, TicketEvent } from './ticket';

// What whoever is refused can do instead. Which route that is the edge says: apps/server/ways.ts.

type PastEvent = TicketEvent | Recorded<TicketEvent>;
const outage: readonly TicketEvent[] = [opened, triagedP1, started, eveWorked];
const reason = 'Our breaker';
const amend = { type: 'AmendWork', workId: 'W1', from: eveWorked.from, to: NOON, reason } as const;
const { type: _, ...entry } = eveWorked;
const log = { type: 'LogWork', ...entry } as const;
const determine = { type: 'DetermineFault', determinationId: 'd9', faultClass: 'client', reason, cycle: 1 } as const;
const supersede = { ...determine, type: 'SupersedeDetermination', approver: 'sam' } as const;
const merge = {
  type: 'MergeTicket',
  ticketId: 'T1',
  into: 'T2',
  reason,
  survivor: { client: 'acme', open: true, cycle: 1, judges: [] },
  moneyDecided: false,
} as const;
const taken = {
  event: { type: 'FaultReviewClaimed', cycle: 1 } as const,
  stamp: { ...recordedAs(started, NOON).stamp, actor: { id: 'rosa', role: 'fault-reviewer' } },
};
const proposed: TicketEvent = {
  type: 'ActProposed',
  proposalId: 'p1',
  act: { type: 'CorrectPriority', priority: 'P3', reason },
  rule: 'lowers_what_is_posted',
  by: 'eve',
  role: 'agent',
  at: NOON,
  lapsesAt: '2026-03-21T12:00:00.000Z',
};
const { approver: __, ...supersession } = supersede;
const superseding: TicketEvent = { ...proposed, act: supersession, rule: 'supersession' } as TicketEvent;
const closed: readonly TicketEvent[] = [...IN_STATE.closed];

describe('A refusal advises', () => {
  it.each<[string, readonly PastEvent[], TicketCommand, string, Instead]>([
    [
      'of a triage after triage: a change or a correction',
      outage,
      { type: 'TriageTicket', priority: 'P3' },
      'ticket.not-in-state',
      { acts: ['ChangePriority', 'CorrectPriority'] },
    ],
    [
      'of an entry that is there: to amend it',
      outage,
      log,
      'work.exists',
      { acts: ['AmendWork'], of: { workId: 'W1' } },
    ],
    ['of a void entry: a new one', [...outage, eveVoided], amend, 'work.voided', { acts: ['LogWork'] }],
    ['of an entry that is not there: the page', [opened], amend, 'work.unknown', { acts: ['SeeTicket'] }],
    [
      'of a second verdict: a supersession',
      [...outage, determinedByRosa],
      determine,
      'fault.determined',
      { acts: ['SupersedeDetermination'], of: { cycle: 1 } },
    ],
    [
      'of a supersession of nothing: a verdict',
      outage,
      supersede,
      'fault.not-determined',
      { acts: ['DetermineFault'], of: { cycle: 1 } },
    ],
    [
      'of a case that somebody has: that it is let go',
      [...outage, taken],
      determine,
      'fault.claimed',
      { acts: ['ReleaseReview'], of: { cycle: 1 } },
    ],
    [
      'of a second dispute: to settle the first',
      [...closed, disputed],
      { type: 'DisputeFault', disputeId: 'x2', reason },
      'dispute.open',
      { acts: ['SettleDispute'] },
    ],
    [
      'of no dispute: to dispute',
      closed,
      { type: 'SettleDispute', reason },
      'dispute.none-open',
      { acts: ['DisputeFault'] },
    ],
    [
      'of a late reopening: a new ticket, linked',
      [opened, started, recordedAs(resolved, '2026-01-01T00:00:00.000Z'), ...IN_STATE.closed.slice(-1)],
      { type: 'ReopenTicket', channel: 'phone', reason },
      'ticket.reopen-window-over',
      { acts: ['OpenTicket', 'LinkTicket'] },
    ],
    [
      'of a merge into what has ended: a link',
      outage,
      { ...merge, survivor: { ...merge.survivor, open: false } },
      'merge.not-possible',
      { acts: ['LinkTicket'] },
    ],
    [
      'of a contact that is not there: the page',
      [opened],
      { type: 'CorrectContact', was: NOON, contactedAt: OPENED_AT, reason },
      'contact.unknown',
      { acts: ['SeeTicket'] },
    ],
    [
      'of a reply that is not there: the page',
      [opened],
      { type: 'RetractReply', reply: 7, reason },
      'reply.unknown',
      { acts: ['SeeTicket'] },
    ],
    [
      'of a P1 on the telephone: to say that it is none',
      [{ ...opened, channel: 'phone' }],
      { type: 'RedirectTelephoneSupport', to: 'portal', reason },
      'contact.p1-not-redirected',
      { acts: ['TriageTicket', 'ChangePriority', 'CorrectPriority'] },
    ],
    [
      'of evidence without its file: to attach it',
      outage,
      { type: 'AddEvidence', cycle: 1, evidenceId: 'E1', text: reason, attachments: ['f00d'] },
      'evidence.no-such-file',
      { acts: ['AddAttachment'] },
    ],
    [
      'of an erasure while somebody waits: to decide that first',
      [...closed, proposed],
      { type: 'EraseTicket', ground: 'requested', ledgerTexts: 0 },
      'erasure.not-yet',
      { acts: ['ApproveProposal', 'DeclineProposal'], of: { proposalId: 'p1' } },
    ],
    [
      'of an erasure before its money is settled: what the ledger says',
      closed,
      {
        type: 'EraseTicket',
        ground: 'requested',
        ledgerTexts: 0,
        notYet: { why: 'Event 1 is disputed.', instead: { acts: ['SettleDispute'] } },
      },
      'erasure.not-yet',
      { acts: ['SettleDispute'] },
    ],
    [
      'of a proposal that is not there: the list',
      [...closed, proposed],
      { type: 'DeclineAct', proposalId: 'p2', reason },
      'proposal.unknown',
      { acts: ['ListProposals'] },
    ],
    [
      'of what is proposed already: to decide that first',
      [opened, triagedP1, eveWorked, resolved, determinedByRosa, superseding],
      { type: 'ProposeAct', proposalId: 'p2', act: supersession },
      'proposal.exists',
      { acts: ['ApproveProposal', 'DeclineProposal'], of: { proposalId: 'p1' } },
    ],
  ])('%s', (_title, history, command, code, instead) =>
    given(...history)
      .when(command, by('otto', NOON, 'fault-reviewer'))
      .refuses(code, instead),
  );

  it('nothing of a ticket that is merged into itself, or into that of somebody else', () => {
    for (const odd of [{ into: 'T1' }, { survivor: { ...merge.survivor, client: 'bolt' } }])
      given(...outage)
        .when({ ...merge, ...odd })
        .refuses('merge.not-possible', undefined);
    given(...outage, absorbed)
      .when({ ...merge, survivor: { ...merge.survivor, cycle: 2 } })
      .refuses('merge.not-possible', { acts: ['LinkTicket'] });
  });
});
