import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../options';
import type { Position } from './checkpoint';
import { type From, isBefore } from './position-order';

/** A consumer at work, as far as this watch is concerned. */
export type Watched = { readonly name: string; readonly position: From; problem?: string | undefined };

const EVERY_MS = 10_000;

/**
 * Those that stand behind the last event of the store, which was asked for after their positions were noted: nothing will
 * ever come to them, and they would count as live.
 */
export const beyondEnd = async (
  consumers: readonly Watched[],
  endNow: () => Promise<Position | undefined>,
): Promise<ReadonlySet<Watched>> => {
  const noted = consumers.map((consumer) => ({ consumer, position: consumer.position }));
  const last = await endNow();
  const end: From = last ? { commit: BigInt(last.commit), prepare: BigInt(last.prepare) } : 'start';
  return new Set(noted.filter(({ position }) => isBefore(end, position)).map(({ consumer }) => consumer));
};

/** Names every ten seconds who stands beyond the end, until `signal` ends it: in the log once, in `problem` while it lasts. */
export const watchPositions = async (
  consumers: () => readonly Watched[],
  endNow: () => Promise<Position | undefined>,
  log: Log | undefined,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    await pause(EVERY_MS, undefined, { signal }).catch(() => {});
    const all = consumers();
    const beyond = await beyondEnd(all, endNow).catch(() => undefined);
    if (beyond) for (const consumer of all) note(consumer, beyond.has(consumer), log);
  }
};

const note = (consumer: Watched, isBeyond: boolean, log: Log | undefined): void => {
  if (isBeyond && consumer.problem === undefined)
    log?.error(
      { consumer: consumer.name, position: String(consumer.position === 'start' ? 0 : consumer.position.commit) },
      'consumer stands beyond the end of the store and will hear nothing: restart it, and look which store this is',
    );
  consumer.problem = isBeyond
    ? 'It stands beyond the end of the store and hears nothing. Restart this server.'
    : undefined;
};
