// ticket-<id>, its life: what is written of it. These names and fields are the storage format.

import type { Channel, Priority } from '#policy';
import type { Category } from './tier';

export type TicketOpened = {
  type: 'TicketOpened';
  client: string;
  /** Who called, where the client says so. */
  requester?: string;
  channel: Channel;
  /** What the client asks for; what the provider assigns until somebody has looked is kept apart. */
  requested: Priority;
  assigned: Priority;
  summary: string;
  category: Category;
  tier: number;
  /** When the client contacted us; absent where a monitoring system raised it. */
  contactedAt?: string;
  policyId: string;
  policyVersion: number;
  /** Who of the client's contacts asks, for whom, where and about what: ids of the client's register. Absent before it. */
  contact?: string;
  subscriber?: string;
  site?: string;
  service?: string;
};
/** `text`: what the client wrote, where it wrote; absent of a call. */
export type ClientContactRecorded = { type: 'ClientContactRecorded'; channel: Channel; text?: string };
export type TicketAssigned = { type: 'TicketAssigned'; assignee: string; reason?: string };
/** Nobody has it any more. One that nobody has begun to work on waits to be assigned again. */
export type TicketUnassigned = { type: 'TicketUnassigned'; from: string; reason?: string };
export type WorkStarted = { type: 'WorkStarted' };
export type Waiting<T extends string> = { type: T; ask?: string };
export type TicketResumed = { type: 'TicketResumed'; because: 'asked' | 'client_contact' };
export type ServiceRestored = { type: 'ServiceRestored'; cycle: number };
export type TicketResolved = { type: 'TicketResolved'; cycle: number; code: string; note: string; autoCloseAt: string };
export type TicketClosed = { type: 'TicketClosed'; how: 'confirmed' | 'time_elapsed'; reason?: string };
/** `event` counts after-hours events: a reopening within the policy's window continues the one before it. */
export type TicketReopened = { type: 'TicketReopened'; cycle: number; event: number; channel: Channel; reason: string };
export type TicketCancelled = { type: 'TicketCancelled'; reason: string };
export const REJECTION_GROUNDS = ['spam', 'duplicate', 'not_ours'] as const;
export type RejectionGround = (typeof REJECTION_GROUNDS)[number];
/** It is none of ours to work on, and ends here. */
export type TicketRejected = { type: 'TicketRejected'; ground: RejectionGround; reason: string };
export type LifecycleEvent =
  | TicketOpened
  | ClientContactRecorded
  | TicketAssigned
  | TicketUnassigned
  | WorkStarted
  | Waiting<'CustomerActionRequested'>
  | Waiting<'ThirdPartyReferred'>
  | Waiting<'WorkScheduled'>
  | TicketResumed
  | ServiceRestored
  | TicketResolved
  | TicketClosed
  | TicketReopened
  | TicketCancelled
  | TicketRejected;
