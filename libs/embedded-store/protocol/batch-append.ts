import type { AppendOutcome } from '../engine/append-request';
import { Passing } from '../engine/passing';
import type { Expected } from '../semantics/append-decision';
import { StoreUnavailable } from '../storage/errors';
import type { Call } from '../transport/call';
import { failureOf, positionFields, revisionFields } from './answers';
import { type BatchStatus, batchStatus } from './batch-status';
import { decodeBatchAppend, encodeWritten } from './batch-wire';
import { type BatchAppendOptions, type BatchAppendReq, CODECS } from './codec';
import { badRequest, CallFailure, CODE, tooLarge } from './failure';
import type { NodeServices } from './node-services';
import { expectedOf, type Proposed, proposedEvent, sizeOf, uuidOf, writableStream } from './reading-requests';

/** What one call may have begun and not finished. */
const UNFINISHED_MAX = 10_000;
const UNFINISHED_BYTES = 64 * 2 ** 20;
const SWEEP_MS = 250;

/** One append of the call, from its first chunk to its answer. */
class Pending {
  readonly events: Proposed[] = [];
  bytes = 0;
  isComplete = false;
  readonly options: BatchAppendOptions;
  readonly correlation: BatchAppendReq['correlation_id'] & object;
  #target: Target | undefined;
  /** Milliseconds since 1970; infinite where the client set none. */
  readonly deadline: number;

  constructor(correlation: BatchAppendReq['correlation_id'] & object, options: BatchAppendOptions, now: number) {
    this.correlation = correlation;
    this.options = options;
    this.deadline = deadlineOf(options, now);
  }

  /** Throws `CallFailure` where the options name no stream or no revision. */
  get target(): Target {
    this.#target ??= targetOf(this.options);
    return this.#target;
  }
}

/**
 * BatchAppend: one call that never ends, many appends in it, each with its correlation, answered when it is durable, in
 * whatever order. Each correlation is answered once, and after that forgotten: what arrives for it later is dropped.
 */
export const batchAppend = (call: Call, services: NodeServices): void => {
  const pending = new Passing<Pending>();
  let unfinishedBytes = 0;
  let hasEnded = false;
  let sweeping: NodeJS.Timeout | undefined;

  const answer = (key: string, append: Pending, result: Result) => {
    if (!pending.delete(key) || call.isOver) return;
    if (!append.isComplete) unfinishedBytes -= append.bytes;
    send(call, append, result);
    if (hasEnded && pending.size === 0) call.end();
  };

  const submit = (key: string, append: Pending): void => {
    const { stream, expected } = append.target;
    append.isComplete = true;
    unfinishedBytes -= append.bytes;
    services.store.append({ stream, expected, events: append.events }).then(
      (outcome) => answer(key, append, resultOf(stream, expected, outcome)),
      (error) => {
        if (error instanceof StoreUnavailable) failAll(error);
        else answer(key, append, { error: statusOf(failureOf(error)) });
      },
    );
  };

  // When the store cannot write, every append of this call is in doubt: the client must hear that of each.
  const failAll = (error: unknown): void => {
    pending.clear();
    call.fail(failureOf(error));
  };

  const receive = (request: BatchAppendReq): void => {
    const id = uuidOf(request.correlation_id);
    if (id === undefined || request.correlation_id === undefined)
      throw badRequest('A chunk has no correlation id, or one that is no UUID.');
    const key = id.text;
    const append = pending.get(key) ?? begin(key, request);
    if (append === undefined || append.isComplete) return;
    try {
      take(append, request);
      if (!pending.has(key)) return;
      if (append.deadline <= services.store.now()) answer(key, append, { error: batchStatus.timeout() });
      else if (request.is_final) submit(key, append);
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      answer(key, append, { error: statusOf(error) });
    }
    if (unfinishedBytes > UNFINISHED_BYTES || pending.size > UNFINISHED_MAX)
      failAll(new CallFailure(CODE.RESOURCE_EXHAUSTED, 'Too many appends are begun and not finished on this call.'));
  };

  const begin = (key: string, { correlation_id, options }: BatchAppendReq): Pending | undefined => {
    if (options === undefined || correlation_id === undefined) return undefined;
    const append = new Pending(correlation_id, options, services.store.now());
    pending.set(key, append);
    sweeping ??= setInterval(sweep, SWEEP_MS).unref();
    return append;
  };

  const take = (append: Pending, { proposed_messages }: BatchAppendReq): void => {
    void append.target; // what is wrong with it is said at the first chunk
    for (const proposed of proposed_messages) {
      const event = proposedEvent(proposed);
      const size = sizeOf(event);
      append.bytes += size;
      unfinishedBytes += size;
      if (append.bytes > services.maxAppendBytes) throw tooLarge(services.maxAppendBytes);
      append.events.push(event);
    }
  };

  // The client keeps no deadline on this call: a disk that hangs must not hang whoever waits.
  const sweep = (): void => {
    const now = services.store.now();
    for (const [key, append] of pending.entries())
      if (append.deadline <= now) answer(key, append, { error: batchStatus.timeout() });
    if (pending.size > 0 && !call.isOver) return;
    clearInterval(sweeping);
    sweeping = undefined;
  };

  call.onMessage = (message) => {
    receive(decodeBatchAppend(message));
    if (services.store.writer.isRoomy) return;
    call.pause();
    services.store.writer.whenRoomy(() => call.resume());
  };
  // What was never completed is nobody's append: nothing is written of it, and nothing is answered.
  call.onEnd = () => {
    hasEnded = true;
    for (const [key, append] of pending.entries()) if (!append.isComplete) pending.delete(key);
    if (pending.size === 0) call.end();
  };
  call.onGone = () => {
    pending.clear();
    clearInterval(sweeping);
  };
};

const statusOf = ({ code, message, trailers }: CallFailure): BatchStatus => {
  const maximum = trailers['maximum-append-size'];
  if (maximum !== undefined) return batchStatus.tooLarge(Number(maximum));
  if (code === CODE.DEADLINE_EXCEEDED) return batchStatus.timeout();
  if (code === CODE.PERMISSION_DENIED) return batchStatus.accessDenied(message);
  return batchStatus.badRequest(message);
};

type Target = { readonly stream: string; readonly expected: Expected };
const targetOf = (options: BatchAppendOptions): Target => ({
  stream: writableStream(options.stream_identifier),
  expected: options.stream_position === undefined ? expectedOf(options) : { revision: BigInt(options.stream_position) },
});

type Result = { readonly written: Extract<AppendOutcome, { is: 'done' }> } | { readonly error: BatchStatus };

const resultOf = (stream: string, expected: Expected, outcome: AppendOutcome): Result => {
  if (outcome.is === 'done') return { written: outcome };
  if (outcome.is === 'deleted') return { error: batchStatus.deleted(stream) };
  return { error: batchStatus.wrongRevision(stream, expected, outcome.current) };
};

const send = (call: Call, append: Pending, result: Result): void => {
  if ('error' in result) {
    call.send(CODECS.batchAppend.encode({ ...echo(append), ...result }));
    return;
  }
  const { options, correlation } = append;
  const stream = options.stream_identifier?.stream_name;
  const { written } = result;
  if (correlation.string !== undefined && stream !== undefined)
    call.sendRecords([encodeWritten({ correlation: correlation.string, stream, options, ...written })]);
  else {
    const success = { ...revisionFields(written), ...positionFields(written) };
    call.send(CODECS.batchAppend.encode({ ...echo(append), success }));
  }
};

// Clients find the append by its correlation, and read the stream's name from an error.
const echo = ({ correlation, options }: Pending) => {
  const { stream_position, no_stream, any, stream_exists, stream_identifier = {} } = options;
  return {
    correlation_id: correlation,
    stream_identifier,
    ...(stream_position !== undefined && { stream_position }),
    ...(no_stream && { no_stream }),
    ...(any && { any }),
    ...(stream_exists && { stream_exists }),
  };
};

const deadlineOf = ({ deadline_21_10_0: instant, deadline: span }: BatchAppendOptions, now: number): number => {
  const time = instant ?? span;
  if (time === undefined) return Number.POSITIVE_INFINITY;
  const milliseconds = Number(time.seconds ?? 0) * 1000 + (time.nanos ?? 0) / 1e6;
  return instant ? milliseconds : now + milliseconds;
};
