// What each step of a scenario says to a ticket or to its ledger.

import type { BillingCommand } from '#billing';
import type { TicketCommand } from '#ticketing';
import type { Do, Step } from './scenario';

/** `policyId`: of the one policy that a world is under. */
type Translate<C> = (step: Step, commandId: string, policyId: string) => C;
const reasonOf = (step: Step) => step.reason ?? step.rationale ?? '';
const optional = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };

/** The tier in `3`, `"3"` or `"tier-3"`; none where nothing of the kind is named. */
const tierIn = (to: string | number | undefined): number | undefined => {
  const digits = /\d+/.exec(String(to ?? ''))?.[0];
  return digits === undefined ? undefined : Number(digits);
};

/** A step that checked documents always carry this field (`NEEDS` in scenario.ts). */
const given = <V>(value: V | undefined): V => {
  if (value === undefined) throw new TypeError('A step without a field that it needs got past the parser.');
  return value;
};

const finding = (step: Step, determinationId: string) => ({
  determinationId,
  faultClass: given(step.class),
  reason: reasonOf(step),
  ...optional('cycle', step.cycle),
  ...optional('sharePercent', step.sharePercent),
});
const entry = (step: Step) => ({ workId: given(step.work), from: given(step.from), to: String(step.to) });
const decision = (step: Step) => ({ ...optional('event', step.event), ...optional('reason', step.reason) });

export const TICKET_STEPS: Partial<Readonly<Record<Do, Translate<TicketCommand>>>> = {
  open: (step) => ({
    type: 'OpenTicket',
    client: given(step.client),
    channel: given(step.channel),
    requested: given(step.priority),
    summary: step.summary ?? '',
    ...optional('contactedAt', step.contactedAt),
    ...optional('monitoring', step.monitoring),
  }),
  contact: (step) => ({ type: 'RecordContact', channel: given(step.channel) }),
  triage: (step) => ({ type: 'TriageTicket', priority: given(step.priority) }),
  change_priority: (step) => ({ type: 'ChangePriority', priority: given(step.priority), reason: reasonOf(step) }),
  correct_priority: (step) => ({ type: 'CorrectPriority', priority: given(step.priority), reason: reasonOf(step) }),
  assign: (step) => ({
    type: 'AssignTicket',
    assignee: String(step.to ?? step.by ?? 'nobody'),
    ...optional('reason', step.reason),
  }),
  start: () => ({ type: 'StartWork' }),
  escalate: (step) => ({ type: 'EscalateTicket', ...optional('to', tierIn(step.to)), reason: reasonOf(step) }),
  reply: (step) => ({ type: 'SendReply', ...optional('channel', step.channel), ...optional('text', step.text) }),
  restore: () => ({ type: 'RestoreService' }),
  note: (step) => ({ type: 'AddNote', text: step.text ?? step.note ?? '' }),
  attach: (step) => ({ type: 'AddAttachment', name: step.name ?? '' }),
  await_customer: (step) => ({ type: 'AwaitCustomer', ...optional('ask', step.ask) }),
  await_third_party: (step) => ({ type: 'AwaitThirdParty', ...optional('ask', step.ask) }),
  schedule: (step) => ({ type: 'ScheduleWork', ...optional('ask', step.ask) }),
  resume: () => ({ type: 'ResumeTicket' }),
  work: (step) => ({
    type: 'LogWork',
    engineer: given(step.engineer),
    ...entry(step),
    ...optional('kind', step.kind),
  }),
  amend_work: (step) => ({ type: 'AmendWork', ...entry(step), reason: reasonOf(step) }),
  void_work: (step) => ({ type: 'VoidWork', workId: given(step.work), reason: reasonOf(step) }),
  resolve: (step) => ({ type: 'ResolveTicket', code: step.code ?? '', note: step.note ?? '' }),
  close: (step) => ({ type: 'CloseTicket', ...optional('reason', step.reason) }),
  reopen: (step) => ({ type: 'ReopenTicket', channel: given(step.channel), reason: reasonOf(step) }),
  cancel: (step) => ({ type: 'CancelTicket', reason: reasonOf(step) }),
  determine: (step, id) => ({ type: 'DetermineFault', ...finding(step, id) }),
  supersede: (step, id) => ({
    type: 'SupersedeDetermination',
    ...finding(step, id),
    ...optional('approver', step.approver),
  }),
  dispute: (step, id) => ({
    type: 'DisputeFault',
    disputeId: id,
    reason: reasonOf(step),
    ...optional('event', step.event),
  }),
  settle: (step) => ({ type: 'SettleDispute', reason: reasonOf(step), ...optional('event', step.event) }),
  rebind_policy: (step, _id, policyId) => ({
    type: 'RebindPolicy',
    policyId,
    policyVersion: given(step.version),
    reason: reasonOf(step),
    ...optional('approver', step.approver),
  }),
};

export const BILLING_STEPS: Partial<Readonly<Record<Do, Translate<BillingCommand>>>> = {
  accept_terms: (step) => ({ type: 'AcceptTerms', ...decision(step) }),
  decline_terms: (step) => ({ type: 'DeclineTerms', ...decision(step) }),
  approve_billing: (step) => ({ type: 'ApproveBilling', ...decision(step) }),
  waive: (step) => ({ type: 'WaiveBilling', ...decision(step), ...optional('approver', step.approver) }),
  reinstate: (step) => ({ type: 'ReinstateBilling', ...decision(step), ...optional('approver', step.approver) }),
};
