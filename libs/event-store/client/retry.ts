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
import { status } from '@grpc/grpc-js';
import type { EngineMonitor } from '#kernel';
import { StoreAccessDenied, StoreMismatch, StoreRefused, StoreUnavailable } from '../errors';
import type { Log } from '../options';
import type { Connection } from './connection';
import { NoNodeFound } from './discovery';
import { explained, messageOf } from './explain';
import type { Names } from './names';

type Kind = abstract new (...args: never[]) => Error;
const isOneOf = (kinds: readonly Kind[], error: unknown): boolean => kinds.some((kind) => error instanceof kind);

/** Answers that stay the same however often one asks. Everything else may be the network, or a server that restarts. */
const FINAL = [
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
/** The store does not take this user: changed by somebody outside, and well again by somebody outside. */
export const isDenied = (error: unknown): boolean => error instanceof AccessDeniedError;

/** The user or password is wrong, and not only a right missing. */
export const isUnauthenticated = (error: unknown): boolean =>
  isDenied(error) && (error as AccessDeniedError & { _raw?: { code?: number } })._raw?.code === status.UNAUTHENTICATED;

/** Half to all of a pause that doubles from 20 ms to `most`: many who wait for one server do not come back at once. */
export const backoffMs = (attempt: number, most: number): number =>
  Math.min(most, 20 * 2 ** Math.min(attempt, 20)) * (0.5 + Math.random() / 2);

export type Patience = { readonly attemptMs: number; readonly totalMs: number };

/** What every call to the store needs: the connection, how streams are named there, how long to try. */
export type StoreClientContext = {
  readonly connection: Connection;
  readonly names: Names;
  readonly patience: Patience;
  /** Reads are answered by the leader alone: a follower may not have what was just acknowledged. */
  readonly requiresLeader: boolean;
  readonly monitor: EngineMonitor;
  readonly log: Log | undefined;
};

/** One attempt had no answer in time. */
export class AttemptTimeout extends Error {
  override readonly name = 'AttemptTimeout';
  constructor(ms: number) {
    super(`no answer within ${Math.round(ms)} ms`);
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

/** After these the client connects again by itself, or there is nothing to connect to, or the server says "later". */
const NOT_THE_CONNECTION = [
  UnavailableError,
  CancelledError,
  NotLeaderError,
  NoNodeFound,
  DeadlineExceededError,
  TimeoutError,
];

export type Operation = {
  /** For people: what is being done. */
  readonly what: string;
  /** For whoever reads of a failure. */
  readonly advice: string;
  /** By `performance.now()`. */
  readonly giveUpAt: number;
};

/**
 * Does `once` until it succeeds, or fails for good, or its time is over: then throws `StoreUnavailable` with the advice.
 * The connection is begun again only where nothing at all has come over it for the time of an attempt: one call that is
 * silent while others flow is tried again alone.
 */
export const retryUntilAnswered = async <T>(
  { what, advice, giveUpAt }: Operation,
  context: StoreClientContext,
  once: () => Promise<T>,
): Promise<T> => {
  const { connection, monitor, patience } = context;
  const began = performance.now();
  let reason: unknown;
  for (let attempt = 1; ; attempt++) {
    const generation = connection.generation();
    const attemptAt = performance.now();
    try {
      await within(Math.max(1, giveUpAt - attemptAt), connection.ready());
      const result = await once();
      monitor.answered();
      return result;
    } catch (error) {
      mustBePassing(what, error, monitor);
      // What was given up only because its time was over says nothing: what failed before it does.
      if (reason === undefined || !isCutShort(error, attemptAt, patience)) reason = error;
      monitor.failed(explained(reason));
      const wait = backoffMs(attempt, 400);
      const tookMs = performance.now() - began;
      if (began + tookMs + wait >= giveUpAt)
        throw new StoreUnavailable(
          `${what} failed ${attempt} times in ${Math.round(tookMs)} ms: ${explained(reason)}. ${advice}`,
          { cause: reason },
        );
      if (isConnectionLost(error, context, attemptAt)) await connection.reconnect(generation);
      await pause(wait);
    }
  }
};

/** Throws what no further attempt would mend. */
const mustBePassing = (what: string, error: unknown, monitor: EngineMonitor): void => {
  if (isFinal(error)) throw error;
  if (isDenied(error)) throw denied(what, error, monitor);
};

const isCutShort = (error: unknown, attemptAt: number, { attemptMs }: Patience): boolean =>
  error instanceof AttemptTimeout && performance.now() - attemptAt < attemptMs;

const isConnectionLost = (error: unknown, { connection, patience }: StoreClientContext, attemptAt: number): boolean => {
  if (error instanceof AttemptTimeout) return connection.isSilent(patience.attemptMs, attemptAt);
  // An answer that makes no sense: the client remembers some of them for as long as the connection lives.
  return !isOneOf(NOT_THE_CONNECTION, error);
};

/** What to do about a user whom the store does not take any more. */
export const deniedMessage = (what: string, error: unknown): string =>
  `${what} was denied by the event store (${messageOf(error)}). Its user's password or rights were changed: correct them there, or in EVENTSTORE_URL and restart.`;

const denied = (what: string, error: unknown, monitor: EngineMonitor): StoreAccessDenied => {
  const denial = new StoreAccessDenied(deniedMessage(what, error), { cause: error });
  monitor.failed(denial.message, 'refused');
  return denial;
};
