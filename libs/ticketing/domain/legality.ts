// Which command is legal, and whose it is: one row for each. Data, so that a page can offer just the legal ones. Tested cell
// by cell. How people are told of a command is another matter (application/commands.ts).

import { CLIENT_ROLES, DESK_ROLES, MONEY_ROLES, REVIEW_ROLES, type Role, STAFF_ROLES } from '#identity/principal';
import { isErased } from './erasure';
import { OPEN_STATUSES, type Status } from './lifecycle';
import type { Ticket } from './part';
import { mayBeP1 } from './priority';
import type { TicketCommand } from './ticket';
import { TIER_MAX } from './tier';

type Name = TicketCommand['type'];
export type Rule = {
  /** In which states. */
  readonly in: readonly Status[];
  /** Who says it; nobody where processes do. */
  readonly by?: readonly Role[];
  /** What else the ticket itself shows; it spares people a refusal, the parts decide. */
  readonly if?: (whole: Ticket) => boolean;
  /** It takes two people, where that depends on who says it and on what it moves `sometimes`; and who the second may be. */
  readonly second?: { readonly needed: 'always' | 'sometimes'; readonly by: readonly Role[] };
  /** It judges, or changes what was judged: it needs what people wrote, which is the evidence. */
  readonly needsEvidence?: true;
  /** It may still be said of a ticket whose evidence is gone. */
  readonly afterErasure?: true;
  /** It changes nothing that a decision elsewhere depends on, or makes that come to an end. */
  readonly whileReserved?: true;
};

const OPEN: readonly Status[] = OPEN_STATUSES;
const without = (...others: readonly Status[]): readonly Status[] => OPEN.filter((one) => !others.includes(one));
const WAITING: readonly Status[] = ['awaiting_customer', 'awaiting_third_party', 'scheduled'];
const DONE: readonly Status[] = ['resolved', 'closed'];
const GIVEN_UP: readonly Status[] = ['cancelled', 'rejected'];
/** Once there is something to find out about the outage; and once there may be a finding that another one replaces. */
const GATHERED: readonly Status[] = [...without('new'), ...DONE, ...GIVEN_UP];
const JUDGED: readonly Status[] = ['in_progress', ...WAITING, ...DONE, ...GIVEN_UP];
const NOT_MERGED: readonly Status[] = [...OPEN, ...DONE, ...GIVEN_UP];
const KNOWN: readonly Status[] = [...NOT_MERGED, 'merged'];

const EVERYONE: readonly Role[] = [...CLIENT_ROLES, ...DESK_ROLES];
/** Facts that money may hang on: billing changes them once something is posted. */
const FACTS: readonly Role[] = [...DESK_ROLES, 'billing'];
const BY_MONEY = { needed: 'sometimes', by: MONEY_ROLES } as const;
/** About facts that stand, whatever became of the ticket and of its evidence meanwhile. */
const FACT = { in: KNOWN, afterErasure: true } as const;

const hasWork = ({ work: { work } }: Ticket) => [...work.values()].some(({ voided }) => !voided);

export const RULES = {
  OpenTicket: { in: ['none'], by: EVERYONE, whileReserved: true },
  RecordContact: { in: [...OPEN, ...DONE], by: EVERYONE },
  AddNote: { in: KNOWN, by: [...CLIENT_ROLES, ...STAFF_ROLES] },
  AddAttachment: { in: KNOWN, by: [...EVERYONE, 'fault-reviewer'] },
  LogWork: { in: NOT_MERGED, by: DESK_ROLES, needsEvidence: true },
  AmendWork: { in: NOT_MERGED, by: FACTS, if: hasWork, second: BY_MONEY, needsEvidence: true },
  // An older build let an erased ticket be disputed: the dispute is settled. What gives a charge back judges nothing again.
  VoidWork: { in: NOT_MERGED, by: FACTS, if: hasWork, second: BY_MONEY, afterErasure: true },
  RetractReply: {
    in: [...OPEN, ...DONE],
    by: DESK_ROLES,
    if: ({ conversation: { sent } }) => [...sent.values()].some(({ retracted }) => !retracted),
  },
  RecordBounce: {
    in: [...OPEN, ...DONE],
    by: DESK_ROLES,
    if: ({ conversation: { sent } }) => [...sent.values()].some(({ bounced }) => !bounced),
  },
  CorrectContact: {
    in: NOT_MERGED,
    by: FACTS,
    if: ({ conversation: { origins } }) => origins.some(({ how }) => how !== 'reopening'),
    second: BY_MONEY,
    needsEvidence: true,
  },
  LinkTicket: { in: KNOWN, by: DESK_ROLES },
  AssignTicket: { in: OPEN, by: DESK_ROLES },
  UnassignTicket: {
    in: OPEN,
    by: DESK_ROLES,
    if: ({ lifecycle }) => 'assignee' in lifecycle && lifecycle.assignee !== undefined,
  },
  SendReply: { in: OPEN, by: DESK_ROLES },
  RedirectTelephoneSupport: {
    in: OPEN,
    by: DESK_ROLES,
    if: ({ priority, conversation: { contacts } }) => contacts.at(-1)?.channel === 'phone' && !mayBeP1(priority),
  },
  EscalateTicket: { in: OPEN, by: DESK_ROLES, if: ({ tier: { tier } }) => tier < TIER_MAX },
  DeescalateTicket: { in: OPEN, by: DESK_ROLES, if: ({ tier: { tier } }) => tier > 1 },
  // While nobody has validated the priority, which a triaged ticket always has.
  TriageTicket: { in: without('triaged'), by: DESK_ROLES, if: ({ priority: { validated } }) => !validated },
  RequestPriority: { in: OPEN, by: CLIENT_ROLES },
  ChangePriority: { in: OPEN, by: FACTS, second: BY_MONEY },
  CorrectPriority: { in: NOT_MERGED, by: FACTS, second: BY_MONEY, needsEvidence: true },
  RebindPolicy: {
    in: NOT_MERGED,
    by: ['supervisor', 'policy-admin'],
    second: { needed: 'always', by: ['policy-admin', 'supervisor'] },
    needsEvidence: true,
  },
  StartWork: { in: without('in_progress'), by: DESK_ROLES },
  AwaitCustomer: { in: without('new'), by: DESK_ROLES },
  AwaitThirdParty: { in: without('new'), by: DESK_ROLES },
  ScheduleWork: { in: without('new'), by: DESK_ROLES },
  ResumeTicket: { in: WAITING, by: DESK_ROLES },
  RestoreService: { in: without('new'), by: DESK_ROLES },
  ResolveTicket: { in: without('new'), by: DESK_ROLES },
  CancelTicket: { in: OPEN, by: EVERYONE },
  MergeTicket: { in: OPEN, by: DESK_ROLES },
  RejectTicket: { in: ['new', 'triaged', 'assigned'], by: DESK_ROLES },
  ReopenTicket: { in: DONE, by: EVERYONE },
  ClaimReview: {
    in: GATHERED,
    by: REVIEW_ROLES,
    if: ({ faultReview: { standing }, conversation: { cycleStarts }, disputes: { open } }) =>
      standing.size < cycleStarts.length || open !== undefined,
    needsEvidence: true,
  },
  ReleaseReview: {
    in: GATHERED,
    by: REVIEW_ROLES,
    if: ({ reviewCase: { claims } }) => claims.size > 0,
    needsEvidence: true,
  },
  AddEvidence: { in: GATHERED, by: [...EVERYONE, 'fault-reviewer'], needsEvidence: true },
  ProposeFault: { in: GATHERED, by: [...DESK_ROLES, 'fault-reviewer'], needsEvidence: true },
  DismissRepeat: {
    in: JUDGED,
    by: REVIEW_ROLES,
    if: ({ faultReview: { standing } }) => standing.size > 0,
    needsEvidence: true,
  },
  DetermineFault: {
    in: GATHERED,
    by: REVIEW_ROLES,
    if: ({ faultReview: { standing }, conversation: { cycleStarts } }) => standing.size < cycleStarts.length,
    second: { needed: 'sometimes', by: REVIEW_ROLES },
    needsEvidence: true,
  },
  SupersedeDetermination: {
    in: JUDGED,
    by: REVIEW_ROLES,
    if: ({ faultReview: { standing } }) => standing.size > 0,
    second: { needed: 'always', by: REVIEW_ROLES },
    needsEvidence: true,
  },
  DisputeFault: {
    in: NOT_MERGED,
    by: [...CLIENT_ROLES, ...MONEY_ROLES],
    if: ({ disputes: { open } }) => open === undefined,
    needsEvidence: true,
  },
  SettleDispute: {
    in: NOT_MERGED,
    by: MONEY_ROLES,
    if: ({ disputes: { open } }) => open !== undefined,
    afterErasure: true,
  },
  CloseTicket: { in: ['resolved'], by: EVERYONE },
  EraseTicket: {
    in: ['closed', ...GIVEN_UP, 'merged'],
    by: ['supervisor'],
    if: ({ disputes: { open }, erasure }) => open === undefined && (!isErased(erasure) || erasure.spoken),
    afterErasure: true,
  },
  // By a timer, of a ticket that is open.
  EscalateElapsed: { in: OPEN, whileReserved: true },
  CloseElapsed: { ...FACT, whileReserved: true },
  // What a merged ticket would absorb goes on to whoever survived it.
  AbsorbMerge: { in: NOT_MERGED, afterErasure: true, whileReserved: true },
  MarkBilled: { ...FACT, whileReserved: true },
  ReserveTicket: FACT,
  ReleaseTicket: { ...FACT, whileReserved: true },
  LapseActs: { ...FACT, whileReserved: true },
  // About a proposal, whatever became of the ticket meanwhile; the act inside is as legal as it always was.
  ProposeAct: FACT,
  ApproveAct: FACT,
  DeclineAct: FACT,
} as const satisfies Readonly<Record<Name, Rule>>;

export const ruleOf = (command: Name): Rule => RULES[command];
export const isLegal = (status: Status, command: Name): boolean => ruleOf(command).in.includes(status);
export const needsEvidence = (command: Name): boolean => ruleOf(command).needsEvidence === true;
export const isSaidAfterErasure = (command: Name): boolean => ruleOf(command).afterErasure === true;
/** Whether a command is decided only once what the ticket is reserved for has come to an end. */
export const waitsForReservation = (command: Name): boolean => ruleOf(command).whileReserved !== true;

/** Commands that people say of a ticket that there is; those of processes and of proposals are never offered. */
export type PersonCommand = Exclude<
  { [N in keyof typeof RULES]: (typeof RULES)[N] extends { readonly by: readonly Role[] } ? N : never }[Name],
  'OpenTicket'
>;
export const isPersons = (command: string): command is PersonCommand =>
  command !== 'OpenTicket' && Object.hasOwn(RULES, command) && 'by' in RULES[command as Name];
export const PERSON_COMMANDS: readonly PersonCommand[] = Object.keys(RULES).filter(isPersons);
