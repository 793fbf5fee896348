// What the generator remembers of a ticket, and how it says what may happen next.

import type { Chance } from '../faults/chance';

export type Phase = 'new' | 'ready' | 'going' | 'waiting' | 'resolved' | 'closed' | 'cancelled' | 'merged';
/** As much of a ticket as is needed to say things that are mostly legal. */
export type TicketModel = {
  name: string;
  phase: Phase;
  openedAt: number;
  /** When its current cycle began: what is written down later lies behind that. */
  cycleBeganAt: number;
  /** Somebody has looked at its priority. */
  validated: boolean;
  cycles: number;
  events: number;
  work: { id: string; from: string }[];
  found: Set<number>;
  disputed: boolean;
  waived: boolean;
  /** Money waits for somebody to approve it: a shared fault, late work, a correction. */
  waits: boolean;
};
export type Situation = { ticket: TicketModel; chance: Chance; now: number; others: readonly string[]; number: number };
export type EventFields = Record<string, unknown>;
export type Move = {
  readonly during: readonly Phase[];
  readonly weight: number | ((ticket: TicketModel) => number);
  readonly say: (situation: Situation) => EventFields | undefined;
  readonly after?: (ticket: TicketModel, said: EventFields, now: number) => void;
};

export const isOver = ({ phase }: TicketModel) => ['resolved', 'closed', 'cancelled', 'merged'].includes(phase);

export const OPEN: readonly Phase[] = ['new', 'ready', 'going', 'waiting'];
export const STARTED: readonly Phase[] = ['ready', 'going', 'waiting'];
export const DONE: readonly Phase[] = ['resolved', 'closed'];
export const CLOSED: readonly Phase[] = ['resolved', 'closed', 'cancelled'];
export const NOT_MERGED: readonly Phase[] = [...OPEN, ...CLOSED];
export const ALL: readonly Phase[] = [...NOT_MERGED, 'merged'];

/** Often where it makes sense, now and then where it does not. */
export const mostly = (sense: (ticket: TicketModel) => boolean, weight: number) => (ticket: TicketModel) =>
  sense(ticket) ? weight : 0.15;
