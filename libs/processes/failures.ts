// The one place that tells whose failure an error is.

import { StoreBusy, StoreMismatch, UnreadableEvent } from '#event-store';
import { isEngineAway } from '#kernel';

/** `engine`: nobody's, it is tried again. `mismatch`: this is another store. `unreadable`: the event's. `work`: ours. */
export type Fault = 'engine' | 'mismatch' | 'unreadable' | 'work';

export const faultOf = (error: unknown): Fault => {
  if (isEngineAway(error) || error instanceof StoreBusy) return 'engine';
  if (error instanceof StoreMismatch) return 'mismatch';
  return error instanceof UnreadableEvent ? 'unreadable' : 'work';
};

/** Whether a ticket is to blame, so that parking it lets all others go on. */
export const isAboutTicket = (error: unknown): boolean => ['unreadable', 'work'].includes(faultOf(error));

/** Whoever reads it decides what to do about it: which error it was, and what it says. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
