// What each command of the desk is over HTTP: its route with its blanks filled in, its body, and whose key says it.

import { BILLING_COMMANDS, PROPOSAL_COMMANDS } from '#billing';
import type { Role } from '#identity';
import { TICKET_COMMANDS } from '#ticketing';
import type { TicketName } from '../desk-commands';

const ROUTES = { ...TICKET_COMMANDS, ...BILLING_COMMANDS, ...PROPOSAL_COMMANDS };
type Name = keyof typeof ROUTES;
export type Request = { readonly role: Role; readonly path: string; readonly body: object };
/** A ticket as its story has left it. */
export type RacedTicket = { readonly ticketId: string; readonly workId: string; readonly proposalId: string };
export type World = Readonly<Record<TicketName, RacedTicket>> & { readonly called: number };

const MINUTE = 60_000;
const reason = 'raced for a reason';
const at = ({ called }: World, minute: number) => new Date(called + minute * MINUTE).toISOString();

const BODIES: { readonly [N in Name]: (world: World, other: RacedTicket) => object } = {
  RecordContact: () => ({ channel: 'phone' }),
  RequestPriority: () => ({ priority: 'P2', reason }),
  RedirectTelephoneSupport: () => ({ to: 'portal', reason }),
  TriageTicket: () => ({ priority: 'P2' }),
  ChangePriority: () => ({ priority: 'P2', reason }),
  CorrectPriority: () => ({ priority: 'P2', reason }),
  AssignTicket: () => ({ assignee: 'ivo' }),
  UnassignTicket: () => ({}),
  StartWork: () => ({}),
  EscalateTicket: () => ({ reason }),
  DeescalateTicket: () => ({ reason }),
  SendReply: () => ({ channel: 'phone' }),
  RetractReply: () => ({ reason }),
  RecordBounce: () => ({ reason }),
  CorrectContact: (world) => ({ was: at(world, 0), contactedAt: at(world, 5), reason }),
  LinkTicket: (_world, { ticketId }) => ({ ticketId }),
  AddNote: () => ({ text: reason }),
  AddAttachment: () => ({ name: 'trace.pcap' }),
  AwaitCustomer: () => ({ for: 'customer', ask: reason }),
  AwaitThirdParty: () => ({ for: 'third_party', ask: reason }),
  ScheduleWork: () => ({ for: 'scheduled', ask: reason }),
  ResumeTicket: () => ({}),
  RestoreService: () => ({}),
  ResolveTicket: () => ({ code: 'raced', note: reason }),
  CloseTicket: () => ({}),
  ReopenTicket: () => ({ channel: 'phone', reason }),
  CancelTicket: () => ({ reason }),
  RejectTicket: () => ({ ground: 'duplicate', reason }),
  MergeTicket: (_world, { ticketId }) => ({ into: ticketId, reason }),
  LogWork: (world) => ({ engineer: 'ivo', from: at(world, 200), to: at(world, 220) }),
  AmendWork: (world) => ({ from: at(world, 10), to: at(world, 130), reason }),
  VoidWork: () => ({ reason }),
  DetermineFault: () => ({ faultClass: 'client', reason }),
  SupersedeDetermination: () => ({ faultClass: 'provider', reason }),
  ClaimReview: () => ({}),
  ReleaseReview: () => ({}),
  AddEvidence: () => ({ text: reason }),
  ProposeFault: () => ({ faultClass: 'client', reason }),
  DismissRepeat: (_world, { ticketId }) => ({ ticketId, determinationId: 'D9', reason }),
  DisputeFault: () => ({ reason }),
  SettleDispute: () => ({ reason }),
  RebindPolicy: () => ({ policyVersion: 1, reason }),
  EraseTicket: () => ({ ground: 'requested' }),
  DiscloseTerms: () => ({ channel: 'phone' }),
  AcceptTerms: () => ({ accepted: true }),
  DeclineTerms: () => ({ accepted: false }),
  ApproveBilling: () => ({ reason }),
  WaiveBilling: () => ({ reason }),
  ReinstateBilling: () => ({ reason }),
  ApproveProposal: () => ({}),
  DeclineProposal: () => ({ reason }),
};
export const COMMANDS_OVER_HTTP = Object.keys(BODIES) as readonly Name[];

const OTHER = { S: 'T', T: 'S' } as const;
/** A supervisor says it, where one may. The reply is none of the story's: what is refused is raced as well. */
export const requestOf = (name: Name, on: TicketName, world: World): Request => {
  const { path, roles } = ROUTES[name];
  const { ticketId, workId, proposalId } = world[on];
  const blanks: Record<string, string> = { cycle: '1', reply: '3', workId, proposalId };
  return {
    role: (roles.includes('supervisor') ? 'supervisor' : roles[0]) as Role,
    path: `/tickets/${ticketId}/${path.replaceAll(/\{(\w+)\}/g, (_, blank: string) => blanks[blank] ?? '')}`,
    body: BODIES[name](world, world[OTHER[on]]),
  };
};
