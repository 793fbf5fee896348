import { setTimeout as pause } from 'node:timers/promises';
import { type Checkpoint, type Consumer, type Consumption, type Log, type Store, StoreMismatch } from '#event-store';
import { MissedEvents } from './heads';
import { ConcurrentWriterError } from './progress';
import type { Projector } from './projector';
import { isDatabaseFailure } from './table-consumer';

/** A projection at work: it resumes by itself where it can, and reports where it cannot. */
export type RunningProjection = {
  readonly name: string;
  readonly state: Consumption['state'] | 'rebuilding';
  /** What somebody should look at although it runs. */
  readonly problem?: string | undefined;
  /** Of the table that answers, and the streams that it is filled from. */
  readonly checkpoint: Checkpoint | 'start';
  readonly prefixes: readonly string[];
  stop(): Promise<void>;
};

/** How often one that has halted looks whether it was rebuilt from outside, and one without its database tries again. */
const LOOKS_EVERY_MS = 2_000;
/** How long a view that has halted at another store waits until it asks that store again. */
const LOOKS_AGAIN_MS = 30_000;

/**
 * Keeps a view up to date until it is stopped. Where events were missed, a shadow table is filled beside the live one,
 * which answers meanwhile. What only a person can mend halts it; it goes on when the view was rebuilt by hand.
 */
export const runProjection = (
  projector: Projector,
  store: Pick<Store, 'consume' | 'end'>,
  log?: Log,
): RunningProjection => {
  const stopping = new AbortController();
  const { signal } = stopping;
  let current: Consumption | undefined;
  let state: RunningProjection['state'] | undefined;
  const isStopped = () => signal.aborted;
  const wait = () => pause(LOOKS_EVERY_MS, undefined, { signal }).catch(() => {});

  /** Consumes until it ends; the reason where it was not stopped. */
  const consume = async (consumer: Consumer, until?: Promise<void>): Promise<unknown> => {
    if (isStopped()) return undefined;
    const consumption = store.consume(consumer);
    current = consumption;
    void until?.then(() => consumption.stop());
    const ending = await consumption.done;
    return ending.how === 'halted' && !isStopped() ? ending.error : undefined;
  };

  /** So that an answer for a view that is not ready yet names its progress. */
  const aim = async (): Promise<void> => {
    const end = await store.end().catch(() => undefined);
    if (end) await projector.aim(end).catch(() => undefined);
  };

  const rebuild = async (): Promise<unknown> => {
    state = 'rebuilding';
    for (;;) {
      const shadow = await projector.rebuild();
      await aim();
      const error = await consume(shadow.consumer, shadow.takenOver);
      if (shadow.done || isStopped()) return undefined;
      if (!isPassing(error)) return error;
      await wait();
    }
  };

  let halted: string | undefined;
  /**
   * Until somebody has put another table in this one's place; or, where it was the store that did not match, for a while:
   * that may be put right without us.
   */
  const waitForPerson = async (error: unknown): Promise<void> => {
    state = 'halted';
    const until = error instanceof StoreMismatch ? performance.now() + LOOKS_AGAIN_MS : Number.POSITIVE_INFINITY;
    const wayOut = `Mend what it names and start again, or rebuild the view: npm run -s views -- rebuild ${projector.name.replace(/@\d+$/, '')}`;
    // Once for each reason: whoever looks again says nothing new.
    if (halted !== messageOf(error))
      log?.error({ view: projector.name, error: messageOf(error) }, `view halted, it answers as it was. ${wayOut}`);
    halted = messageOf(error);
    while (!isStopped() && performance.now() < until) {
      if (await projector.follow().catch(() => false)) {
        halted = undefined;
        return;
      }
      await wait();
    }
  };

  const run = async (): Promise<void> => {
    if (!projector.ready) await aim();
    while (!isStopped()) {
      state = undefined;
      const { consumer } = projector;
      const onCaughtUp = async () => {
        halted = undefined;
        await consumer.onCaughtUp?.();
      };
      let error = await consume({ ...consumer, onCaughtUp });
      if (isStopped()) return;
      if (error instanceof MissedEvents) {
        log?.error({ view: projector.name, error: error.message }, 'view missed events: it is being rebuilt');
        error = await rebuild().catch((failure: unknown) => failure);
      }
      if (error === undefined) await projector.follow().catch(() => false);
      else if (isPassing(error)) await wait();
      else await waitForPerson(error);
    }
  };
  const running = run();

  return {
    name: projector.name,
    get state() {
      const now = state ?? current?.state ?? 'behind';
      return now === 'behind' && halted !== undefined ? 'halted' : now;
    },
    get problem() {
      return current?.problem;
    },
    get checkpoint() {
      return projector.consumer.from;
    },
    prefixes: projector.consumer.prefixes,
    async stop() {
      stopping.abort();
      await Promise.all([current?.stop(), running]);
    },
  };
};

const isPassing = (error: unknown): boolean => error instanceof ConcurrentWriterError || isDatabaseFailure(error);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
