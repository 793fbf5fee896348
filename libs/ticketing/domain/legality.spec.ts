import { type BillingCommand, type BillingEvent, ledger } from '#billing';
import { DomainError, decide, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { standardPolicy as policy } from '#policy/testing';
import { isLegal, PERSON_COMMANDS } from './legality';
import { CALLED_AT, eveWorked, IN_STATE, NOON, OPENED_AT, opened } from './stories';
import { type TicketCommand, ticket } from './ticket';

// Written by hand from "Legal in state" of the scenarios' page, and from nothing else: x legal, . refused. No steps there:
// `redirect` (staff answers a caller), `erase` (docs/erasure.md), `rebind` (docs/policy.md), `unassign` to `record_bounce`
// and `claim` to `dismiss_repeat` (docs/rules.md). Triage is tried where nobody has validated the priority.
const TABLE = `
                   new triaged assigned in_progress awaiting_customer awaiting_third_party scheduled resolved closed cancelled rejected merged
triage              x     .       x          x              x                  x               x        .       .        .        .       .
assign              x     x       x          x              x                  x               x        .       .        .        .       .
start               x     x       x          .              x                  x               x        .       .        .        .       .
work                x     x       x          x              x                  x               x        x       x        x        x       .
amend_work          x     x       x          x              x                  x               x        x       x        x        x       .
void_work           x     x       x          x              x                  x               x        x       x        x        x       .
contact             x     x       x          x              x                  x               x        x       x        .        .       .
reply               x     x       x          x              x                  x               x        .       .        .        .       .
redirect            x     x       x          x              x                  x               x        .       .        .        .       .
note                x     x       x          x              x                  x               x        x       x        x        x       x
attach              x     x       x          x              x                  x               x        x       x        x        x       x
escalate            x     x       x          x              x                  x               x        .       .        .        .       .
request_priority    x     x       x          x              x                  x               x        .       .        .        .       .
change_priority     x     x       x          x              x                  x               x        .       .        .        .       .
correct_priority    x     x       x          x              x                  x               x        x       x        x        x       .
await_customer      .     x       x          x              x                  x               x        .       .        .        .       .
await_third_party   .     x       x          x              x                  x               x        .       .        .        .       .
schedule            .     x       x          x              x                  x               x        .       .        .        .       .
resume              .     .       .          .              x                  x               x        .       .        .        .       .
restore             .     x       x          x              x                  x               x        .       .        .        .       .
resolve             .     x       x          x              x                  x               x        .       .        .        .       .
close               .     .       .          .              .                  .               .        x       .        .        .       .
reopen              .     .       .          .              .                  .               .        x       x        .        .       .
cancel              x     x       x          x              x                  x               x        .       .        .        .       .
merge               x     x       x          x              x                  x               x        .       .        .        .       .
determine           .     x       x          x              x                  x               x        x       x        x        x       .
supersede           .     .       .          x              x                  x               x        x       x        x        x       .
claim               .     x       x          x              x                  x               x        x       x        x        x       .
release_claim       .     x       x          x              x                  x               x        x       x        x        x       .
add_evidence        .     x       x          x              x                  x               x        x       x        x        x       .
propose_fault       .     x       x          x              x                  x               x        x       x        x        x       .
dismiss_repeat      .     .       .          x              x                  x               x        x       x        x        x       .
dispute             x     x       x          x              x                  x               x        x       x        x        x       .
settle              x     x       x          x              x                  x               x        x       x        x        x       .
rebind              x     x       x          x              x                  x               x        x       x        x        x       .
erase               .     .       .          .              .                  .               .        .       x        x        x       x
unassign            x     x       x          x              x                  x               x        .       .        .        .       .
deescalate          x     x       x          x              x                  x               x        .       .        .        .       .
reject              x     x       x          .              .                  .               .        .       .        .        .       .
link                x     x       x          x              x                  x               x        x       x        x        x       x
correct_contact     x     x       x          x              x                  x               x        x       x        x        x       .
retract_reply       x     x       x          x              x                  x               x        x       x        .        .       .
record_bounce       x     x       x          x              x                  x               x        x       x        .        .       .
accept_terms        x     x       x          x              x                  x               x        x       x        x        x       .
decline_terms       x     x       x          x              x                  x               x        x       x        x        x       .
approve_billing     x     x       x          x              x                  x               x        x       x        x        x       .
waive               x     x       x          x              x                  x               x        x       x        x        x       .
reinstate           x     x       x          x              x                  x               x        x       x        x        x       .
`;
type State = keyof typeof IN_STATE;
const [head = '', ...rows] = TABLE.split('\n').filter((line) => line.trim() !== '');
const STATES = head.trim().split(/\s+/) as State[];
const CELLS = rows.flatMap((row) => {
  const [step = '', ...cells] = row.trim().split(/\s+/);
  return cells.map((cell, index) => [step, STATES[index] as State, cell === 'x' ? 'legal' : 'refused'] as const);
});

const { type: _, ...entry } = eveWorked;
const finding = { determinationId: 'd9', faultClass: 'client', reason: 'found' } as const;
const ON_TICKET: Readonly<Record<string, TicketCommand>> = {
  triage: { type: 'TriageTicket', priority: 'P1' },
  assign: { type: 'AssignTicket', assignee: 'ivo' },
  start: { type: 'StartWork' },
  work: { type: 'LogWork', ...entry },
  amend_work: { type: 'AmendWork', workId: 'W1', from: entry.from, to: NOON, reason: 'misread' },
  void_work: { type: 'VoidWork', workId: 'W1', reason: 'not ours' },
  contact: { type: 'RecordContact', channel: 'phone' },
  reply: { type: 'SendReply' },
  redirect: { type: 'RedirectTelephoneSupport', to: 'portal', reason: 'short of hands' },
  note: { type: 'AddNote', text: 'seen' },
  attach: { type: 'AddAttachment', name: 'trace.pcap' },
  escalate: { type: 'EscalateTicket', to: 2, reason: 'hard' },
  request_priority: { type: 'RequestPriority', priority: 'P2', reason: 'worse' },
  change_priority: { type: 'ChangePriority', priority: 'P2', reason: 'better' },
  correct_priority: { type: 'CorrectPriority', priority: 'P2', reason: 'never was' },
  await_customer: { type: 'AwaitCustomer', ask: 'Is it lit?' },
  await_third_party: { type: 'AwaitThirdParty', ask: 'Is it up?' },
  schedule: { type: 'ScheduleWork', ask: 'Monday' },
  resume: { type: 'ResumeTicket' },
  restore: { type: 'RestoreService' },
  resolve: { type: 'ResolveTicket', code: 'power', note: 'back' },
  close: { type: 'CloseTicket' },
  reopen: { type: 'ReopenTicket', channel: 'phone', reason: 'again' },
  cancel: { type: 'CancelTicket', reason: 'withdrawn' },
  merge: {
    type: 'MergeTicket',
    ticketId: 'T1',
    into: 'T2',
    reason: 'same',
    survivor: { client: 'acme', open: true, cycle: 1, judges: [] },
    moneyDecided: false,
  },
  determine: { type: 'DetermineFault', ...finding },
  supersede: { type: 'SupersedeDetermination', ...finding, approver: 'boss' },
  claim: { type: 'ClaimReview', cycle: 1 },
  release_claim: { type: 'ReleaseReview', cycle: 1 },
  add_evidence: { type: 'AddEvidence', cycle: 1, evidenceId: 'e9', text: 'The line was up throughout' },
  propose_fault: { type: 'ProposeFault', cycle: 1, proposalId: 'f9', faultClass: 'client', reason: 'their power' },
  dismiss_repeat: { type: 'DismissRepeat', cycle: 1, ticketId: 'T2', determinationId: 'd2', reason: 'another cause' },
  dispute: { type: 'DisputeFault', disputeId: 'x9', reason: 'no' },
  settle: { type: 'SettleDispute', reason: 'yes' },
  rebind: {
    type: 'RebindPolicy',
    policyId: 'standard-support',
    policyVersion: 2,
    reason: 'wrong contract',
    approver: 'boss',
  },
  unassign: { type: 'UnassignTicket' },
  deescalate: { type: 'DeescalateTicket', reason: 'configured' },
  reject: { type: 'RejectTicket', ground: 'spam', reason: 'an advertisement' },
  link: { type: 'LinkTicket', ticketId: 'T1', to: 'T2', client: 'acme' },
  correct_contact: { type: 'CorrectContact', was: CALLED_AT, contactedAt: OPENED_AT, reason: 'misread' },
  retract_reply: { type: 'RetractReply', reply: 9, reason: 'to somebody else' },
  record_bounce: { type: 'RecordBounce', reply: 9, reason: 'mailbox full' },
  erase: { type: 'EraseTicket', ground: 'requested', ledgerTexts: 0 },
};
const ON_LEDGER: Readonly<Record<string, BillingCommand>> = {
  accept_terms: { type: 'AcceptTerms' },
  decline_terms: { type: 'DeclineTerms' },
  approve_billing: { type: 'ApproveBilling' },
  waive: { type: 'WaiveBilling' },
  reinstate: { type: 'ReinstateBilling', approver: 'boss' },
};
/** Refused for what else is missing (nothing to settle, no entry to amend): that is a rule of its own, not the state. */
const OTHER_RULES = [
  'work.unknown',
  'contact.p1-not-redirected',
  'contact.not-by-phone',
  'fault.not-determined',
  'dispute.none-open',
  'reply.unknown',
  'ticket.not-lower',
  'billing.nothing-to-approve',
  'billing.not-waived',
];
/** As it is, or for triage without the triage that came before. */
const historyFor = ({ type: command }: TicketCommand, state: State) =>
  IN_STATE[state].filter(({ type }) => command !== 'TriageTicket' || state === 'triaged' || type !== 'TicketTriaged');
const onTicket = (command: TicketCommand, state: State) =>
  decide(
    ticket,
    command,
    replay(
      ticket,
      historyFor(command, state).map((event) => recorded(event)),
    ),
    { ...by('rosa', NOON), policy },
  );

const fact = (revision: number, noted: object): BillingEvent => ({
  type: 'FactNoted',
  ticketRevision: revision,
  ticketEventId: `e${revision}`,
  occurredAt: OPENED_AT,
  recordedAt: OPENED_AT,
  fact: noted as never,
});
const ENDED: Partial<Record<State, object>> = {
  resolved: { kind: 'work_closed' },
  closed: { kind: 'work_closed' },
  cancelled: { kind: 'work_closed' },
  rejected: { kind: 'work_closed' },
  merged: { kind: 'merged', into: 'T2' },
};
const onLedger = (command: BillingCommand, state: State) => {
  const { client, assigned, contactedAt, policyId, policyVersion } = opened;
  const heard = [fact(0, { kind: 'opened', client, policyId, policyVersion, assigned, contactedAt })];
  const end = ENDED[state];
  if (end) heard.push(fact(1, end));
  const known = replay(
    ledger,
    heard.map((event) => recorded(event)),
  );
  return decide(ledger, command, known, { ...by('clara', NOON), policy, ticketId: 'T1' });
};

const answerTo = (step: string, state: State): string => {
  const [told, billed] = [ON_TICKET[step], ON_LEDGER[step]];
  try {
    if (told) onTicket(told, state);
    else if (billed) onLedger(billed, state);
    else throw new TypeError(`The table names ${step}, which is no step.`);
    return 'legal';
  } catch (refusal) {
    if (!(refusal instanceof DomainError)) throw refusal;
    if (OTHER_RULES.includes(refusal.code)) return 'legal';
    return refusal.code === 'ticket.not-in-state' ? 'refused' : refusal.code;
  }
};

describe('Whether a step is legal', () => {
  it.each(CELLS)('%s on a ticket that is %s: %s', (step, state, expected) =>
    expect(answerTo(step, state)).toBe(expected),
  );

  it('is said for every step and every state', () => {
    expect(CELLS).toHaveLength(STATES.length * (Object.keys(ON_TICKET).length + Object.keys(ON_LEDGER).length));
    expect([...STATES].sort()).toStrictEqual(Object.keys(IN_STATE).sort());
    const people = Object.values(ON_TICKET).map(({ type }) => type);
    const processes = [
      'OpenTicket',
      'CloseElapsed',
      'EscalateElapsed',
      'AbsorbMerge',
      'MarkBilled',
      'ReserveTicket',
      'ReleaseTicket',
      'LapseActs',
    ];
    // As legal as the act inside them: proposals.spec.ts.
    const proposals = ['ProposeAct', 'ApproveAct', 'DeclineAct'];
    expect([...people, ...processes, ...proposals].sort()).toStrictEqual(Object.keys(ticket.decide).sort());
  });

  it.each(STATES)('is what a page offers on a ticket that is %s', (state) => {
    const offered = CELLS.filter(([step, at, answer]) => at === state && answer === 'legal' && ON_TICKET[step]);
    const legal = PERSON_COMMANDS.filter((command) => isLegal(state, command)).sort();
    expect(legal).toStrictEqual(offered.map(([step]) => ON_TICKET[step]?.type).sort());
  });

  it.each(STATES)('is not asked of opening: a ticket that is %s exists', (state) => {
    const open = { type: 'OpenTicket', client: 'acme', channel: 'phone', requested: 'P1', summary: 'x' } as const;
    expect(() => onTicket(open, state)).toThrow(expect.objectContaining({ code: 'ticket.exists' }));
  });

  it.each(Object.keys(ON_TICKET))('is not asked where there is no ticket: %s', (step) =>
    expect(() => decide(ticket, ON_TICKET[step] as TicketCommand, ticket.initial, { ...by('anna'), policy })).toThrow(
      expect.objectContaining({ code: 'ticket.unknown' }),
    ),
  );
  it.each(Object.keys(ON_LEDGER))('is not asked where there is no ticket to bill: %s', (step) =>
    expect(() =>
      decide(ledger, ON_LEDGER[step] as BillingCommand, ledger.initial, { ...by('clara'), policy, ticketId: 'T1' }),
    ).toThrow(expect.objectContaining({ code: 'ticket.unknown' })),
  );
});
