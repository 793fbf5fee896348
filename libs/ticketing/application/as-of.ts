// A ticket as it stood: what had happened by one instant, of what was known at another. Handlers ask the environment of the
// past what they ask that of today.

import {
  type AnyFold,
  DomainError,
  type EventStore,
  ImpossibleHistory,
  ms,
  type Recorded,
  replay,
  streamOf,
  subjectOf,
} from '#kernel';
import type { CommandEnvironment } from './command-environment';

/**
 * Epoch milliseconds. `knownAt` cuts by place: up to the last event of the ticket's streams, in the order of the store, that
 * was recorded by then. `at`: what had happened by then; where it is not said, by `knownAt`.
 */
export type AsOf = { readonly at?: number; readonly knownAt?: number };

const OF_A_TICKET = ['ticket', 'sla', 'billing'];
/** Where the store keeps it; absent where a store has no order over its streams. */
type Placed = Recorded & { readonly position?: { readonly commit: string } };

/** What an answer is made of: today where `asOf` says nothing. `now` is the instant that counts as now. */
export type AsOfEnvironment = {
  readonly environment: CommandEnvironment;
  readonly now: number;
  readonly isPast: boolean;
};

/** Answers from what stood then. Throws `ticket.unknown` where that makes no ticket. */
export const asItStood = async <T>(
  environment: CommandEnvironment,
  { at, knownAt }: AsOf,
  now: number,
  answer: (standing: AsOfEnvironment) => Promise<T>,
): Promise<T> => {
  const instant = at ?? knownAt;
  if (instant === undefined) return answer({ environment, now, isPast: false });
  const store = pastStore(environment.store, { at: instant, ...(knownAt !== undefined && { knownAt }) });
  try {
    return await answer({ environment: { ...environment, store }, now: instant, isPast: true });
  } catch (error) {
    // Of what had happened, one event may need another that had not: work that was dated before the reopening that it came after.
    if (!(error instanceof ImpossibleHistory)) throw error;
    throw new DomainError('ticket.unknown', `What had happened by then makes no ticket: ${error.message}`);
  }
};

const pastStore = (store: EventStore, { at, knownAt }: AsOf & { readonly at: number }): EventStore => {
  const lasts = new Map<string, Promise<bigint | undefined>>();
  const lastKnown = (ticketId: string, known: number) => {
    const asked = lasts.get(ticketId) ?? lastPlace(store, ticketId, known);
    lasts.set(ticketId, asked);
    return asked;
  };
  const read = async (stream: string, from = 0): Promise<readonly Recorded[]> => {
    const history: readonly Placed[] = await store.read(stream);
    const end = knownAt === undefined ? undefined : await lastKnown(subjectOf(stream), knownAt);
    const known = (one: Placed, index: number) => {
      if (knownAt === undefined) return true;
      if (one.position !== undefined) return end !== undefined && BigInt(one.position.commit) <= end;
      return index <= history.findLastIndex(({ stamp }) => ms(stamp.recordedAt) <= knownAt);
    };
    return history.filter(known).filter(({ stamp }) => stamp.revision >= from && ms(stamp.occurredAt) <= at);
  };
  const refuse = () => {
    throw new TypeError('Nothing is written into the past.');
  };
  return {
    read,
    load: async <S>(stream: string, fold: AnyFold<S>) => {
      const history = await read(stream);
      return { state: replay(fold, history), revision: history.at(-1)?.stamp.revision ?? -1, commands: new Map() };
    },
    append: refuse,
    claim: refuse,
  };
};

const lastPlace = async (store: EventStore, ticketId: string, knownAt: number): Promise<bigint | undefined> => {
  const histories = await Promise.all(OF_A_TICKET.map((category) => store.read(streamOf(category, ticketId))));
  const places = (histories.flat() as readonly Placed[]).flatMap(({ stamp, position }) =>
    position !== undefined && ms(stamp.recordedAt) <= knownAt ? [BigInt(position.commit)] : [],
  );
  return places.reduce<bigint | undefined>((last, one) => (last === undefined || one > last ? one : last), undefined);
};
