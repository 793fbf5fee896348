import { DomainError } from '#kernel';

/** A stored event that this build cannot read. Its reader parks the ticket or stops; it never looks away. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/** The code of an event that cannot be stored as it is. Nothing was saved; the same command fails again. */
export type Unstorable = 'event.unstorable';
export const unstorable = (message: string): DomainError<Unstorable> => new DomainError('event.unstorable', message);

/**
 * The store did not answer, or not in time. Reads may simply be tried again. The outcome of an append is not known:
 * send the same command, with the same id, again; it takes effect at most once.
 */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
  readonly isEngineAway = true;
}

/**
 * The store does not take this server's user any more, or denies it a right. Nothing of the call was done. It is well
 * again when somebody has corrected that, so it is treated as the store's being away.
 */
export class StoreAccessDenied extends StoreUnavailable {
  override readonly name: string = 'StoreAccessDenied';
}

/** More appends are waiting than the process should hold. Nothing was sent. Answer 503 with Retry-After. */
export class StoreBusy extends Error {
  override readonly name = 'StoreBusy';
}

/** The store answered, and said no for good: a deleted stream, an argument it does not take. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/** The key file or its master key cannot be used. Its message says what to do. */
export class KeyFileRefused extends Error {
  override readonly name = 'KeyFileRefused';
}

/** This is not the store that the configuration or a checkpoint speaks of. Never retried. */
export class StoreMismatch extends Error {
  override readonly name = 'StoreMismatch';
}
