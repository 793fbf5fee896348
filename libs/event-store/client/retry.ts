import { setTimeout as pause } from 'node:timers/promises';
import {
  AccessDeniedError,
  CancelledError,
  DeadlineExceededError,
  InvalidArgumentError,
  InvalidTransactionError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  RequiredMetadataPropertyMissingError,
  StreamDeletedError,
  StreamNotFoundError,
  TimeoutError,
  UnavailableError,
  UnsupportedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { EngineMonitor } from '#kernel';
import { StoreMismatch, StoreRefused, StoreUnavailable } from '../errors';
import type { Log } from '../options';
import type { Connection } from './connection';
import type { Names } from './names';

type Kind = abstract new (...args: never[]) => Error;
const isOneOf = (kinds: readonly Kind[], error: unknown): boolean => kinds.some((kind) => error instanceof kind);

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
export const isFinal = (error: unknown): boolean => isOneOf(FINAL, error);

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Half to all of a pause that doubles from 20 ms to `most`: many who wait for one server do not come back at once. */
export const backoffMs = (attempt: number, most: number): number =>
  Math.min(most, 20 * 2 ** Math.min(attempt, 20)) * (0.5 + Math.random() / 2);

export type Patience = { readonly attemptMs: number; readonly totalMs: number };

/** What every call to the store needs: the connection, how streams are named there, how long to try. */
export type StoreClientContext = {
  readonly connection: Connection;
  readonly names: Names;
  readonly patience: Patience;
  readonly monitor: EngineMonitor;
  readonly log: Log | undefined;
};

/** One attempt had no answer in time. */
export class AttemptTimeout extends Error {
  override readonly name = 'AttemptTimeout';
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/** Rejects with `AttemptTimeout` when `promise` has not settled in time; the client itself would wait for ever. */
export const within = <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AttemptTimeout(ms)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** The client connects anew by itself after these. After silence, or an answer that makes no sense, we tell it to. */
const RECONNECTS = [UnavailableError, CancelledError, NotLeaderError];
const SAYS_LATER = [DeadlineExceededError, TimeoutError];

/**
 * Does `once` until it succeeds, or fails for good, or `totalMs` are over: then throws `StoreUnavailable`, with
 * `advice` for whoever reads it.
 */
export const retryUntilAnswered = async <T>(
  what: string,
  advice: string,
  context: StoreClientContext,
  once: () => Promise<T>,
): Promise<T> => {
  const { connection, monitor, log } = context;
  const { totalMs } = context.patience;
  const giveUpAt = performance.now() + totalMs;
  for (let attempt = 1; ; attempt++) {
    const generation = connection.generation();
    try {
      const result = await once();
      monitor.answered();
      return result;
    } catch (error) {
      if (isFinal(error)) throw error;
      monitor.failed(messageOf(error));
      const wait = backoffMs(attempt, 1_000);
      if (performance.now() + wait >= giveUpAt)
        throw new StoreUnavailable(`${what} failed ${attempt} times in ${totalMs} ms: ${messageOf(error)}. ${advice}`, {
          cause: error,
        });
      log?.warn({ what, attempt, error: messageOf(error) }, 'event store did not answer, trying again');
      if (!isOneOf(RECONNECTS, error) && !isOneOf(SAYS_LATER, error)) await connection.reconnect(generation);
      await pause(wait);
    }
  }
};
