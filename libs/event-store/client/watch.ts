import { setTimeout as pause } from 'node:timers/promises';
import { explained } from './explain';
import { AttemptTimeout, deniedMessage, isDenied, type StoreClientContext } from './retry';

const PROBE_MS = 2_000;

/**
 * Asks the store every two seconds whether it is there, until `signal` ends it. What is noticed here is noticed before
 * the next caller has to: a connection that is dead is begun again.
 */
export const watchStore = async (
  { connection, monitor, patience, log }: StoreClientContext,
  probe: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> => {
  let answeredAt = performance.now();
  let warned: string | undefined;
  const noteSkew = () => {
    const { ms, warning } = connection.skew;
    monitor.note('clockSkewMs', Math.round(ms));
    if (warning !== undefined && warned === undefined) log?.warn({ clockSkewMs: Math.round(ms) }, warning);
    if (warning === undefined && warned !== undefined)
      log?.info({}, "this host's clock agrees with the event store's again");
    warned = warning;
  };
  while (!signal.aborted) {
    const generation = connection.generation();
    try {
      await probe();
      answeredAt = performance.now();
      monitor.answered();
      noteSkew();
    } catch (error) {
      if (signal.aborted) return;
      if (isDenied(error)) monitor.failed(deniedMessage('Reading $all', error), 'refused');
      else monitor.failed(explained(error));
      const isDead = error instanceof AttemptTimeout && connection.isSilent(patience.attemptMs, answeredAt);
      if (isDead) await connection.reconnect(generation);
    }
    await pause(PROBE_MS, undefined, { signal }).catch(() => {});
  }
};
