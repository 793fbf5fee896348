import { setTimeout as pause } from 'node:timers/promises';
import {
  AccessDeniedError,
  InvalidArgumentError,
  InvalidTransactionError,
  MaxAppendSizeExceededError,
  RequiredMetadataPropertyMissingError,
  StreamDeletedError,
  StreamNotFoundError,
  UnsupportedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { StoreMismatch, StoreRefused, StoreUnavailable } from './errors';
import type { Log } from './options';

/** Answers that stay the same however often one asks. Everything else may be the network, or a server that restarts. */
const FINAL = [
  AccessDeniedError,
  InvalidArgumentError,
  InvalidTransactionError,
  MaxAppendSizeExceededError,
  RequiredMetadataPropertyMissingError,
  StreamDeletedError,
  StreamNotFoundError,
  UnsupportedError,
  WrongExpectedVersionError,
  StoreRefused,
  StoreMismatch,
];
export const isFinal = (error: unknown): boolean => FINAL.some((kind) => error instanceof kind);

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Half to all of a pause that doubles from 20 ms to `most`: many who wait for one server do not come back at once. */
export const backoffMs = (attempt: number, most: number): number =>
  Math.min(most, 20 * 2 ** Math.min(attempt, 20)) * (0.5 + Math.random() / 2);

export type Patience = { readonly attemptMs: number; readonly totalMs: number };

/** Rejects with `TimeoutError` when `promise` has not settled in time; the client has no deadline of its own on appends. */
export const within = <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/**
 * Does `once` until it succeeds, or fails for good, or `totalMs` are over: then throws `StoreUnavailable`, with
 * `advice` for whoever reads it.
 */
export const patiently = async <T>(
  what: string,
  advice: string,
  { totalMs }: Patience,
  log: Log | undefined,
  once: () => Promise<T>,
): Promise<T> => {
  const giveUpAt = performance.now() + totalMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await once();
    } catch (error) {
      if (isFinal(error)) throw error;
      const wait = backoffMs(attempt, 1_000);
      if (performance.now() + wait >= giveUpAt)
        throw new StoreUnavailable(`${what} failed ${attempt} times in ${totalMs} ms: ${messageOf(error)}. ${advice}`, {
          cause: error,
        });
      log?.warn({ what, attempt, error: messageOf(error) }, 'event store did not answer, trying again');
      await pause(wait);
    }
  }
};
