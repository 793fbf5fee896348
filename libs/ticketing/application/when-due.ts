import type { ProcessOutcome, Recorded } from '#kernel';

/** What a ticket comes due for by itself, and what is done then. */
export type DueAct<D extends { readonly at: number }> = {
  /** The events that may change when. */
  readonly concerns: readonly string[];
  /** What comes due next, as the ticket stands; nothing where nothing does. */
  readonly next: (ticketId: string) => Promise<D | undefined>;
  readonly act: (ticketId: string, due: D, now: number) => Promise<unknown>;
};

/** When is it due; act, if that is past; when is the next? */
export const whenDue = async <D extends { readonly at: number }>(
  { concerns, next, act }: DueAct<D>,
  ticketId: string,
  now: number,
  delivered?: readonly Recorded[],
): Promise<ProcessOutcome> => {
  if (delivered && !delivered.some(({ event }) => concerns.includes(event.type))) return 'unchanged';
  const due = await next(ticketId);
  if (!due || due.at > now) return due ? { deadline: due.at } : {};
  await act(ticketId, due, now);
  const after = await next(ticketId);
  return after ? { deadline: after.at } : {};
};
