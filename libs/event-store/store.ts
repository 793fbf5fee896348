import type { Appended, Context, EventStore, Fold, Freshness, Loaded, LostRace, Message } from '#kernel';
import type { Checkpoint, Position } from './checkpoint';
import type { Consumer, Consumption } from './consumer';
import type { StoreOptions } from './options';
import type { Delivered, Provenance, Stored } from './stored';

/** What an auditor sees of one event: as it lies there, and as this build reads it. */
export type HistoryEntry = {
  readonly stored: Stored;
  readonly position: Position;
  /** When the server wrote it: its own clock, no part of the leaf. */
  readonly created: string;
  /** SHA-256 (hex) over the canonical form of `stored`. */
  readonly leaf: string;
  /** In today's shape, unsealed; or why this build cannot read it. */
  readonly today: Delivered | { readonly unreadable: string };
};

/** The event store, spoken to through the one client of this process. */
export class Store implements EventStore {
  /** Which life of which store this is (`faultline-meta`). */
  readonly epoch: string = '';

  load<S, Seen extends Message>(_stream: string, _fold: Fold<S, Seen>, _freshness?: Freshness): Promise<Loaded<S>> {
    throw new Error('to come');
  }

  append(
    _stream: string,
    _expectedRevision: number,
    _events: readonly Message[],
    _context: Context & Provenance,
  ): Promise<Appended | LostRace> {
    throw new Error('to come');
  }

  read(_stream: string, _from?: number): Promise<readonly Delivered[]> {
    throw new Error('to come');
  }

  /** The events of a stream as they are stored, from revision `from`, at most `max`; none if there is no such stream. */
  history(_stream: string, _page?: { from?: number; max?: number }): Promise<readonly HistoryEntry[]> {
    throw new Error('to come');
  }

  /** Reads the checkpoint's event back. Throws `StoreMismatch` where this store is not the one, or an older one. */
  verifyCheckpoint(_checkpoint: Checkpoint): Promise<void> {
    throw new Error('to come');
  }

  /** Hands a consumer everything after its checkpoint, in order, for ever. All consumers share one subscription. */
  consume(_consumer: Consumer): Consumption {
    throw new Error('to come');
  }

  /** Stops the consumers, lets appends in flight finish, and lets go of the client. */
  close(): Promise<void> {
    throw new Error('to come');
  }
}

/**
 * Connects, and reads or writes `faultline-meta`. Throws `StoreMismatch` where the store is another provider's or of a
 * newer format, `StoreUnavailable` where nobody answers.
 */
export const openStore = (_options: StoreOptions): Promise<Store> => {
  throw new Error('to come');
};
