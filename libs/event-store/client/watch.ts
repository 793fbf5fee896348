import { setTimeout as pause } from 'node:timers/promises';
import { EngineMonitor } from '#kernel';
import { endOf } from './backlog';
import { explained } from './explain';
import { AttemptTimeout, deniedMessage, isDenied, type StoreClientContext } from './retry';

const PROBE_MS = 2_000;

/**
 * Asks the store every two seconds whether it is there, until `signal` ends it. What is noticed here is noticed before
 * the next caller has to: a connection that is dead is begun again.
 */
const watchConnection = async (context: StoreClientContext, signal: AbortSignal): Promise<void> => {
  const { connection, monitor, patience, log } = context;
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
      await endOf(context);
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

/** Health is what commands see; the other connection is only kept from being dead without anybody's noticing. */
export const watchBoth = async (
  commands: StoreClientContext,
  bulk: StoreClientContext,
  signal: AbortSignal,
): Promise<void> => {
  const monitor = new EngineMonitor('event-store', { now: Date.now });
  await Promise.all([watchConnection(commands, signal), watchConnection({ ...bulk, monitor, log: undefined }, signal)]);
};
