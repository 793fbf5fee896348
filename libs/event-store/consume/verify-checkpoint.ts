import { setTimeout as pause } from 'node:timers/promises';
import type { ReadEvent } from '../client/read';
import { StoreMismatch } from '../errors';
import type { Log } from '../options';
import type { Checkpoint } from './checkpoint';

const ASKED_AGAIN_MS = 1_000;
const WAY_OUT =
  'Connect to the store that the checkpoint is of, or discard the checkpoint and rebuild what it belongs to.';

export type VerifyPorts = {
  /** The event of the checkpoint, as the leader has it. */
  readonly eventAt: (stream: string, revision: number) => Promise<ReadEvent | undefined>;
  /** The epoch of the store, as the leader has it now. */
  readonly epochNow: () => Promise<string | undefined>;
  /** The epoch of the store that was opened. */
  readonly epoch: string;
  /** How long a mismatch must last until it is believed. */
  readonly believedAfterMs: number;
  readonly signal: AbortSignal;
  readonly log: Log | undefined;
};

/**
 * Reads a checkpoint's event back. A mismatch is believed only when it lasts: a node that was just elected, or that lags,
 * may not have the event yet. Throws `StoreMismatch` where this store is not the one, or an older one.
 */
export const verifyCheckpoint = async (checkpoint: Checkpoint, ports: VerifyPorts): Promise<void> => {
  const { believedAfterMs, signal, log } = ports;
  const believedAt = performance.now() + believedAfterMs;
  for (let n = 0; ; n++) {
    const mismatch = await mismatchOf(checkpoint, ports);
    if (mismatch === undefined) return;
    if (performance.now() >= believedAt || signal.aborted) throw new StoreMismatch(mismatch);
    if (n === 0)
      log?.warn(
        { stream: checkpoint.stream, revision: checkpoint.revision, askedForMs: believedAfterMs },
        'the store does not have the event of a checkpoint; it is asked again before that is believed',
      );
    await pause(ASKED_AGAIN_MS, undefined, { signal }).catch(() => {});
  }
};

const mismatchOf = async (
  { epoch, stream, revision, eventId, commit }: Checkpoint,
  ports: VerifyPorts,
): Promise<string | undefined> => {
  if (epoch !== ports.epoch) {
    const now = await ports.epochNow();
    if (epoch !== now)
      return `The checkpoint is of a store with the epoch ${epoch}, and this one has ${now ?? 'none'}. ${WAY_OUT}`;
  }
  const event = await ports.eventAt(stream, revision);
  if (event && Number(event.revision) === revision && event.id === eventId && String(event.position?.commit) === commit)
    return undefined;
  const found = event ? `another event stands there or it stands elsewhere` : 'there is no such event';
  return (
    `The checkpoint says that ${stream}@${revision} is ${eventId} at position ${commit}; in this store ${found}. ` +
    `It may have been restored from an older backup, or moved. ${WAY_OUT}`
  );
};
