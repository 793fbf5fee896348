import { setTimeout as pause } from 'node:timers/promises';
import type { EngineMonitor } from '#kernel';
import { messageOf } from './retry';

const PROBE_MS = 2_000;

/** Asks the store every two seconds whether it is there, until `signal` ends it. */
export const watchStore = async (
  monitor: EngineMonitor,
  probe: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    await probe().then(
      () => monitor.answered(),
      (error) => {
        if (!signal.aborted) monitor.failed(messageOf(error));
      },
    );
    await pause(PROBE_MS, undefined, { signal }).catch(() => {});
  }
};
