// One row a ticket: what a list of tickets shows, and is asked for by.

import { type Delivered, ERASED } from '#event-store';
import { folded } from '#http-kit';
import { subjectOf } from '#kernel';
import type { Priority } from '#policy';
import type { Projection } from '#read-store';
import { TICKET_EVENTS } from '../domain/catalog';
import { isOpen, type Status } from '../domain/lifecycle';
import { statusAfter } from '../domain/status';
import type { TicketEvent } from '../domain/ticket';

export type TicketRow = {
  ticketId: string;
  client: string;
  status: Exclude<Status, 'none'>;
  priority: Priority;
  /** What the client asked for. */
  requested: Priority;
  validated: boolean;
  tier: number;
  category: string;
  channel: string;
  summary: string;
  assignee: string | null;
  cycle: number;
  openedAt: string;
  /** When the last thing was recorded on it. */
  updatedAt: string;
  revision: number;
  faultClass: string | null;
  /** What the ticket shows as billed: the sum of its postings. */
  billedCents: number;
  mergedInto: string | null;
  policyId: string;
  policyVersion: number;
  /** 1 while it is open. */
  open: number;
  /** 1 while it is open and nobody has looked at its priority. */
  untriaged: number;
  /** 1 where a reply came back from its channel, and nobody has reached the client since. */
  replyBounced: number;
  /** 1 where the client asks for another priority than it has, and nobody has answered that. */
  priorityRequested: number;
  /** 1 where it ended before anybody had looked, though a P1 was asked for: nothing is charged so. */
  endedUntriaged: number;
  /**
   * What is searched, folded: its number, what it is about as the client put it, how it was resolved. Nothing
   * else that people wrote: replies, notes and reasons are read on the ticket's page.
   */
  text: string;
};
export type TicketColumn =
  | 'client'
  | 'status'
  | 'priority'
  | 'tier'
  | 'category'
  | 'assignee'
  | 'openedAt'
  | 'updatedAt'
  | 'policyVersion'
  | 'open'
  | 'untriaged'
  | 'endedUntriaged'
  | 'replyBounced'
  | 'priorityRequested'
  | 'text';
type DeliveredEvent = Delivered<TicketEvent>;

const known = (row: TicketRow | undefined, { stream, stamp }: DeliveredEvent): TicketRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the ticket was opened.`);
};
const ENDED: readonly Status[] = ['resolved', 'closed', 'cancelled'];
/** The row after an event that changes these fields. */
const after = (row: TicketRow | undefined, recorded: DeliveredEvent, change: Partial<TicketRow> = {}): TicketRow => {
  const { recordedAt: updatedAt, revision } = recorded.stamp;
  const before = known(row, recorded);
  const status = statusAfter(recorded.event.type, before);
  const changed = { ...before, updatedAt, revision, status, ...change };
  const open = isOpen(changed.status) ? 1 : 0;
  const asks = open === 1 ? changed.priorityRequested : 0;
  const isForgotten = !changed.validated && changed.requested === 'P1' && ENDED.includes(changed.status);
  return {
    ...changed,
    open,
    priorityRequested: asks,
    untriaged: changed.validated ? 0 : open,
    endedUntriaged: isForgotten ? 1 : 0,
  };
};
const validated = (row: TicketRow | undefined, recorded: DeliveredEvent, priority: Priority): TicketRow =>
  after(row, recorded, { priority, validated: true, priorityRequested: 0 });
/** Whatever happens moves a row on; events that change more of it are named below. */
const MOVED_ON = Object.fromEntries(
  Object.keys(TICKET_EVENTS).map((type) => [type, (row: TicketRow | undefined, it: DeliveredEvent) => after(row, it)]),
) as { readonly [T in TicketEvent['type']]: (row: TicketRow | undefined, recorded: DeliveredEvent) => TicketRow };
export const ticketList: Projection<TicketRow, TicketEvent, TicketColumn> = {
  name: 'ticket-list',
  version: 6, // v6: what the client asks for later on; v5: replies that came back; v4: what the client asked for, and what ended before anybody had looked
  streams: ['ticket-'],
  key: ({ stream }) => subjectOf(stream),
  columns: {
    client: 'text',
    status: 'text',
    priority: 'text',
    tier: 'integer',
    assignee: 'text',
    category: 'text',
    openedAt: 'text',
    updatedAt: 'text',
    policyVersion: 'integer',
    open: 'integer',
    untriaged: 'integer',
    endedUntriaged: 'integer',
    replyBounced: 'integer',
    priorityRequested: 'integer',
    text: 'text',
  },
  indexes: [
    ['openedAt'],
    ['updatedAt'],
    ['client', 'openedAt'],
    ['status', 'openedAt'],
    ['assignee', 'openedAt'],
    ['untriaged', 'openedAt'],
    ['endedUntriaged', 'openedAt'],
    ['replyBounced', 'openedAt'],
    ['priorityRequested', 'openedAt'],
    ['open', 'policyVersion'],
  ],
  onFailure: 'park',
  forgets: (before, after) => after?.summary === ERASED && before.summary !== ERASED,
  on: {
    ...MOVED_ON,
    TicketOpened: (_row, { event, stream, stamp }) => ({
      ticketId: subjectOf(stream),
      client: event.client,
      status: 'new',
      priority: event.assigned,
      requested: event.requested,
      validated: false,
      tier: event.tier,
      category: event.category,
      channel: event.channel,
      summary: event.summary,
      assignee: null,
      cycle: 1,
      openedAt: stamp.recordedAt,
      updatedAt: stamp.recordedAt,
      revision: stamp.revision,
      faultClass: null,
      billedCents: 0,
      mergedInto: null,
      policyId: event.policyId,
      policyVersion: event.policyVersion,
      open: 1,
      untriaged: 1,
      endedUntriaged: 0,
      replyBounced: 0,
      priorityRequested: 0,
      text: folded(`${subjectOf(stream)} ${event.summary}`),
    }),
    TicketTriaged: (row, recorded) => validated(row, recorded, recorded.event.priority),
    PriorityChanged: (row, recorded) => validated(row, recorded, recorded.event.to),
    PriorityCorrected: (row, recorded) => validated(row, recorded, recorded.event.to),
    PriorityRequested: (row, recorded) => {
      const { priority: requested } = recorded.event;
      const other = known(row, recorded).priority !== requested;
      return after(row, recorded, { requested, priorityRequested: other ? 1 : 0 });
    },
    TicketAssigned: (row, recorded) => after(row, recorded, { assignee: recorded.event.assignee }),
    TicketUnassigned: (row, recorded) => after(row, recorded, { assignee: null }),
    TicketEscalated: (row, recorded) => after(row, recorded, { tier: recorded.event.to }),
    TicketDeescalated: (row, recorded) => after(row, recorded, { tier: recorded.event.to }),
    ReplyBounced: (row, recorded) => after(row, recorded, { replyBounced: 1 }),
    // Whoever answers again has seen to it; so has whoever speaks to the client, who then knows.
    ReplySent: (row, recorded) => after(row, recorded, { replyBounced: 0 }),
    ClientContactRecorded: (row, recorded) => after(row, recorded, { replyBounced: 0 }),
    TicketResolved: (row, recorded) =>
      after(row, recorded, { text: folded(`${known(row, recorded).text} ${recorded.event.code}`) }),
    TicketReopened: (row, recorded) => after(row, recorded, { cycle: recorded.event.cycle }),
    TicketCancelled: (row, recorded) => after(row, recorded, { replyBounced: 0 }),
    TicketRejected: (row, recorded) => after(row, recorded, { replyBounced: 0 }),
    TicketMerged: (row, recorded) => after(row, recorded, { mergedInto: recorded.event.into, replyBounced: 0 }),
    FaultDetermined: (row, recorded) => after(row, recorded, { faultClass: recorded.event.determination.faultClass }),
    FaultDeterminationSuperseded: (row, recorded) =>
      after(row, recorded, { faultClass: recorded.event.determination.faultClass }),
    TicketPolicyRebound: (row, recorded) =>
      after(row, recorded, { policyId: recorded.event.policyId, policyVersion: recorded.event.policyVersion }),
    TicketBilled: (row, recorded) =>
      after(row, recorded, { billedCents: known(row, recorded).billedCents + recorded.event.cents }),
    // As a replay finds it, once the keys are destroyed; the code of the resolution was typed as well.
    PersonalDataErased: (row, recorded) =>
      after(row, recorded, { summary: ERASED, text: folded(`${known(row, recorded).ticketId} ${ERASED}`) }),
  },
};
