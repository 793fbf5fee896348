// Every command of the desk as it is raced: on either of two tickets, by people who have a part in the story.

import { BILLING_COMMANDS, PROPOSAL_COMMANDS } from '#billing';
import {
  Acts,
  DecideProposal,
  DecideProposalHandler,
  executeBillingCommand,
  ProposeActHandler,
  ProposeDecision,
  ProposeDecisionHandler,
} from '#billing/module';
import type { BillingSaga } from '#billing/saga';
import { type Context, iso, MINUTE } from '#kernel';
import { ACT_APPROVERS, TICKET_COMMANDS, type TicketAct, type TicketCommand } from '#ticketing';
import { type CommandEnvironment, decideJointly, executeTicketCommand } from '#ticketing/commands';
import { ProposeAct } from '#ticketing/module';

export type Actor = { readonly environment: CommandEnvironment; readonly billing: BillingSaga };
export type TicketName = 'S' | 'T';
export type DeskCommand = {
  /** `MergeTicket S`. */
  readonly name: string;
  readonly isJoint: boolean;
  run(actor: Actor, context: Context): Promise<unknown>;
};

type OnTicket = keyof typeof TICKET_COMMANDS;
type OnLedger = keyof typeof BILLING_COMMANDS;
const reason = 'raced';
/** Of S, in every situation. */
const FIRST_CONTACT = '2026-03-14T08:03:00.000Z';

/** What each command says. `now` in epoch milliseconds; `id` is unique to who says it. */
const ON_TICKET: {
  readonly [C in Exclude<OnTicket, 'MergeTicket' | 'EraseTicket' | 'LinkTicket'>]: (
    now: number,
    id: string,
  ) => TicketCommand;
} = {
  RecordContact: () => ({ type: 'RecordContact', channel: 'phone' }),
  RequestPriority: () => ({ type: 'RequestPriority', priority: 'P2', reason }),
  RedirectTelephoneSupport: () => ({ type: 'RedirectTelephoneSupport', to: 'portal', reason }),
  TriageTicket: () => ({ type: 'TriageTicket', priority: 'P2' }),
  ChangePriority: () => ({ type: 'ChangePriority', priority: 'P2', reason }),
  CorrectPriority: () => ({ type: 'CorrectPriority', priority: 'P1', reason }),
  AssignTicket: (_now, id) => ({ type: 'AssignTicket', assignee: `ivo-${id}` }),
  UnassignTicket: () => ({ type: 'UnassignTicket' }),
  RejectTicket: () => ({ type: 'RejectTicket', ground: 'duplicate', reason }),
  DeescalateTicket: () => ({ type: 'DeescalateTicket', reason }),
  CorrectContact: (now) => ({
    type: 'CorrectContact',
    was: FIRST_CONTACT,
    contactedAt: iso(now - 12 * MINUTE),
    reason,
  }),
  RetractReply: () => ({ type: 'RetractReply', reply: 3, reason }),
  RecordBounce: () => ({ type: 'RecordBounce', reply: 3, reason }),
  StartWork: () => ({ type: 'StartWork' }),
  EscalateTicket: () => ({ type: 'EscalateTicket', reason }),
  SendReply: () => ({ type: 'SendReply', channel: 'phone' }),
  AddNote: () => ({ type: 'AddNote', text: reason }),
  AddAttachment: () => ({ type: 'AddAttachment', name: 'trace.pcap' }),
  AwaitCustomer: () => ({ type: 'AwaitCustomer', ask: reason }),
  AwaitThirdParty: () => ({ type: 'AwaitThirdParty', ask: reason }),
  ScheduleWork: () => ({ type: 'ScheduleWork', ask: reason }),
  ResumeTicket: () => ({ type: 'ResumeTicket' }),
  RestoreService: () => ({ type: 'RestoreService' }),
  ResolveTicket: () => ({ type: 'ResolveTicket', code: 'raced', note: reason }),
  CloseTicket: () => ({ type: 'CloseTicket' }),
  ReopenTicket: () => ({ type: 'ReopenTicket', channel: 'phone', reason }),
  CancelTicket: () => ({ type: 'CancelTicket', reason }),
  // Rosa has judged in some situations: her work and a merge of it exclude each other.
  LogWork: (now, id) => ({
    type: 'LogWork',
    workId: `W-${id}`,
    engineer: 'rosa',
    from: iso(now - 30 * MINUTE),
    to: iso(now),
  }),
  AmendWork: (now) => ({ type: 'AmendWork', workId: 'W1', from: iso(now - 9 * MINUTE), to: iso(now - MINUTE), reason }),
  VoidWork: () => ({ type: 'VoidWork', workId: 'W1', reason }),
  // Eve has worked in some situations.
  DetermineFault: (_now, id) => ({ type: 'DetermineFault', determinationId: `D-${id}`, faultClass: 'client', reason }),
  SupersedeDetermination: (_now, id) => ({
    type: 'SupersedeDetermination',
    determinationId: `D-${id}`,
    faultClass: 'provider',
    reason,
    approver: 'sam',
  }),
  ClaimReview: () => ({ type: 'ClaimReview', cycle: 1 }),
  ReleaseReview: () => ({ type: 'ReleaseReview', cycle: 1 }),
  AddEvidence: (_now, id) => ({ type: 'AddEvidence', cycle: 1, evidenceId: `E-${id}`, text: reason }),
  ProposeFault: (_now, id) => ({ type: 'ProposeFault', cycle: 1, proposalId: `F-${id}`, faultClass: 'client', reason }),
  DismissRepeat: () => ({ type: 'DismissRepeat', cycle: 1, ticketId: 'T9', determinationId: 'D9', reason }),
  RebindPolicy: () => ({
    type: 'RebindPolicy',
    policyId: 'standard-support',
    policyVersion: 2,
    reason,
    approver: 'sam',
  }),
  DisputeFault: (_now, id) => ({ type: 'DisputeFault', disputeId: `X-${id}`, reason }),
  SettleDispute: () => ({ type: 'SettleDispute', reason }),
};
const ON_LEDGER = {
  DiscloseTerms: { type: 'DiscloseTerms', channel: 'phone' },
  AcceptTerms: { type: 'AcceptTerms' },
  DeclineTerms: { type: 'DeclineTerms' },
  ApproveBilling: { type: 'ApproveBilling', reason },
  WaiveBilling: { type: 'WaiveBilling', reason, approver: 'sam' },
  ReinstateBilling: { type: 'ReinstateBilling', reason, approver: 'sam' },
} as const satisfies { readonly [D in OnLedger]: object };

/** What the API says where an act may take two: by one person, who names no other. */
const PROPOSED_ACTS = Object.keys(ACT_APPROVERS) as readonly TicketAct['type'][];
const PROPOSED_DECISIONS = ['ApproveBilling', 'WaiveBilling', 'ReinstateBilling'] as const;
const withoutApprover = (act: TicketCommand): TicketAct => {
  const { approver: _, ...alone } = act as TicketCommand & { approver?: string };
  return alone as TicketAct;
};
/** The proposal that lies on a ticket or its ledger, in the situations that have one. */
export const proposalOn = (ticket: TicketName): string => `P-${ticket}`;
/** Nobody's proposal is their own: who decides it has said nothing else. */
const SECOND = { id: 'pam', role: 'supervisor' };

const proposals = (ticket: TicketName): readonly DeskCommand[] => {
  const command = (name: string, run: DeskCommand['run']): DeskCommand => ({
    name: `${name} ${ticket}`,
    isJoint: false,
    run,
  });
  const acts = ({ environment, billing }: Actor) => new Acts(environment, billing);
  const decide = (because?: string): DeskCommand['run'] => {
    const decided = (context: Context) => new DecideProposal(ticket, proposalOn(ticket), context, because);
    return (actor, context) =>
      new DecideProposalHandler(acts(actor), actor.billing, actor.environment).execute(
        decided({ ...context, actor: SECOND }),
      );
  };
  return [
    ...PROPOSED_ACTS.map((type) =>
      command(`Propose${type}`, (actor, context) => {
        const act = withoutApprover(ON_TICKET[type](Date.parse(context.at), context.commandId));
        return new ProposeActHandler(acts(actor)).execute(new ProposeAct(ticket, act, context));
      }),
    ),
    ...PROPOSED_DECISIONS.map((type) =>
      command(`Propose${type}`, (actor, context) =>
        new ProposeDecisionHandler(acts(actor), actor.billing, actor.environment).execute(
          new ProposeDecision(ticket, { type, reason }, context),
        ),
      ),
    ),
    command('ApproveProposal', decide()),
    command('DeclineProposal', decide(reason)),
  ];
};

const OTHER = { S: 'T', T: 'S' } as const;
const on = (ticket: TicketName): readonly DeskCommand[] => [
  ...Object.entries(ON_TICKET).map(
    ([name, say]): DeskCommand => ({
      name: `${name} ${ticket}`,
      isJoint: false,
      run: ({ environment }, context) =>
        executeTicketCommand(environment, ticket, say(Date.parse(context.at), context.commandId), context),
    }),
  ),
  ...Object.entries(ON_LEDGER).map(
    ([name, command]): DeskCommand => ({
      name: `${name} ${ticket}`,
      isJoint: false,
      run: ({ environment, billing }, context) => executeBillingCommand(environment, billing, ticket, command, context),
    }),
  ),
  {
    name: `LinkTicket ${ticket}`,
    isJoint: false,
    run: ({ environment }, context) =>
      executeTicketCommand(
        environment,
        ticket,
        { type: 'LinkTicket', ticketId: ticket, to: OTHER[ticket], client: 'acme' },
        context,
      ),
  },
  {
    name: `MergeTicket ${ticket}`,
    isJoint: true,
    run: ({ environment }, context) =>
      decideJointly(environment, ticket, { kind: 'merge', into: OTHER[ticket], reason }, context),
  },
  {
    name: `EraseTicket ${ticket}`,
    isJoint: true,
    run: ({ environment }, context) =>
      decideJointly(environment, ticket, { kind: 'erasure', ground: 'requested' }, context),
  },
];

export const DESK_COMMANDS: readonly DeskCommand[] = (['S', 'T'] as const).flatMap((ticket) => [
  ...on(ticket),
  ...proposals(ticket),
]);
/** The command of this name. Throws where the desk knows none. */
export const deskCommand = (name: string): DeskCommand => {
  const found = DESK_COMMANDS.find((command) => command.name === name);
  if (!found) throw new TypeError(`The desk knows no ${name}.`);
  return found;
};
/** The commands that the table above has to hold: what the desk offers, and the acts that may take two, as proposed. */
export const COMMAND_NAMES: readonly string[] = [
  ...[TICKET_COMMANDS, BILLING_COMMANDS, PROPOSAL_COMMANDS].flatMap((routes) => Object.keys(routes)),
  ...[...PROPOSED_ACTS, ...PROPOSED_DECISIONS].map((name) => `Propose${name}`),
];
