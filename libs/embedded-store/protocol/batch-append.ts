import { ShortLivedMap } from '../engine/short-lived-map';
import { StoreUnavailable } from '../storage/errors';
import type { Call } from '../transport/call';
import { failureOf } from './answers';
import { type BatchResult, refusalOf, resultOf, sendResult } from './batch-answer';
import { batchStatus } from './batch-status';
import { decodeBatchAppend } from './batch-wire';
import type { BatchAppendReq } from './codec';
import { badRequest, CallFailure, CODE } from './failure';
import type { NodeServices } from './node-services';
import { PendingAppend } from './pending-append';
import { uuidOf } from './request-fields';

/** What one call may have begun and not finished. */
const UNFINISHED_MAX = 10_000;
const UNFINISHED_BYTES = 64 * 2 ** 20;
const SWEEP_MS = 250;

/**
 * BatchAppend: one call that never ends, many appends in it, each with its correlation, answered when it is durable, in
 * whatever order. Each correlation is answered once, and after that forgotten: what arrives for it later is dropped.
 */
class BatchAppendCall {
  readonly #call: Call;
  readonly #services: NodeServices;
  readonly #pending = new ShortLivedMap<PendingAppend>();
  #unfinishedBytes = 0;
  #isHalfClosed = false;
  #sweeping: NodeJS.Timeout | undefined;

  constructor(call: Call, services: NodeServices) {
    this.#call = call;
    this.#services = services;
  }

  receive(request: BatchAppendReq): void {
    const id = uuidOf(request.correlation_id);
    if (id === undefined) throw badRequest('A chunk has no correlation id, or one that is no UUID.');
    const append = this.#pending.get(id.text) ?? this.#begin(id.text, request);
    if (append === undefined || append.isComplete) return;
    this.#take(id.text, append, request);
    if (this.#unfinishedBytes > UNFINISHED_BYTES || this.#pending.size > UNFINISHED_MAX)
      this.#failAll(
        new CallFailure(CODE.RESOURCE_EXHAUSTED, 'Too many appends are begun and not finished on this call.'),
      );
  }

  /** What was never completed is nobody's append: nothing is written of it, and nothing is answered. */
  halfClosed(): void {
    this.#isHalfClosed = true;
    for (const [key, append] of this.#pending.entries()) if (!append.isComplete) this.#pending.delete(key);
    if (this.#pending.size === 0) this.#call.end();
  }

  gone(): void {
    this.#pending.clear();
    clearInterval(this.#sweeping);
  }

  #begin(key: string, { correlation_id, options }: BatchAppendReq): PendingAppend | undefined {
    if (options === undefined || correlation_id === undefined) return undefined;
    const append = new PendingAppend(correlation_id, options, this.#services.store.now());
    this.#pending.set(key, append);
    this.#sweeping ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
    return append;
  }

  #take(key: string, append: PendingAppend, { proposed_messages, is_final }: BatchAppendReq): void {
    const before = append.bytes;
    try {
      append.take(proposed_messages, this.#services);
      this.#unfinishedBytes += append.bytes - before;
      if (append.deadline <= this.#services.store.now()) this.#answer(key, append, { error: batchStatus.timeout() });
      else if (is_final) this.#submit(key, append);
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      append.bytes = before;
      this.#answer(key, append, refusalOf(error));
    }
  }

  #submit(key: string, append: PendingAppend): void {
    const target = append.targetWithin(this.#services);
    append.isComplete = true;
    this.#unfinishedBytes -= append.bytes;
    this.#services.store.append({ ...target, events: append.events }).then(
      (outcome) => this.#answer(key, append, resultOf(target, outcome)),
      (error) => {
        // When the store cannot write, every append of this call is in doubt: the client must hear that of each.
        if (error instanceof StoreUnavailable) this.#failAll(error);
        else this.#answer(key, append, refusalOf(failureOf(error)));
      },
    );
  }

  #answer(key: string, append: PendingAppend, result: BatchResult): void {
    if (!this.#pending.delete(key) || this.#call.isOver) return;
    if (!append.isComplete) this.#unfinishedBytes -= append.bytes;
    sendResult(this.#call, append, result);
    if (this.#isHalfClosed && this.#pending.size === 0) this.#call.end();
  }

  #failAll(error: unknown): void {
    this.#pending.clear();
    this.#call.fail(failureOf(error));
  }

  // The client keeps no deadline on this call: a disk that hangs must not hang whoever waits.
  #sweep(): void {
    const now = this.#services.store.now();
    for (const [key, append] of this.#pending.entries())
      if (append.deadline <= now) this.#answer(key, append, { error: batchStatus.timeout() });
    if (this.#pending.size > 0 && !this.#call.isOver) return;
    clearInterval(this.#sweeping);
    this.#sweeping = undefined;
  }
}

export const batchAppend = (call: Call, services: NodeServices): void => {
  const batch = new BatchAppendCall(call, services);
  const { writer } = services.store;
  call.onMessage = (message) => {
    batch.receive(decodeBatchAppend(message));
    if (writer.hasCapacity) return;
    call.pause();
    writer.whenCapacity(() => call.resume());
  };
  call.onEnd = () => batch.halfClosed();
  call.onGone = () => batch.gone();
};
