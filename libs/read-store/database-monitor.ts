import { EngineMonitor } from '#kernel';
import { type DatabaseError, judge } from './database-errors';

type Log = ConstructorParameters<typeof EngineMonitor>[1]['log'];

/** An engine that refuses some statements and takes others is not back before it has refused none for that long. */
const STEADY_MS = 1_000;
/** Where a disk is full reading goes on, and a write is tried again every 30 s. */
const STEADY_WHEN_FULL_MS = 35_000;
const FULL = ['53100', '25006', '13'];

/** Sees how every statement ends: judges the driver's errors, and keeps what is known of the engine. */
export class DatabaseMonitor extends EngineMonitor {
  #failedAt = Number.NEGATIVE_INFINITY;
  #steadyMs = STEADY_MS;

  constructor(log?: Log) {
    super('read-store', { now: Date.now, log });
  }

  /** Throws `DatabaseError` in place of what a driver throws. */
  async observe<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#took();
      return result;
    } catch (error) {
      throw this.#refused(judge(error));
    }
  }

  #took(): void {
    if (performance.now() - this.#failedAt > this.#steadyMs) this.answered();
  }

  #refused(error: DatabaseError): DatabaseError {
    const { fault, message } = error;
    if (fault === 'value' || fault === 'statement') {
      this.#took();
      return error;
    }
    this.#failedAt = performance.now();
    this.#steadyMs = FULL.includes(codeOf(error.cause)) ? STEADY_WHEN_FULL_MS : STEADY_MS;
    this.failed(message, fault === 'refused' ? 'refused' : 'away');
    return error;
  }
}

const codeOf = (cause: unknown): string => {
  const { code, errcode } = (cause ?? {}) as { code?: unknown; errcode?: unknown };
  return String(code ?? errcode ?? '');
};
