import { setTimeout as pause } from 'node:timers/promises';
import { EngineMonitor } from '#kernel';
import { endOf } from './backlog';
import { explained } from './explain';
import { AttemptTimeout, deniedMessage, isDenied, type StoreClientContext } from './retry';

const PROBE_MS = 2_000;
/** A connection of a cluster that has said nothing for so long may be one to a node that leads no more. */
const PAUSED_MS = 1_500;

/**
 * Asks the store every two seconds whether it is there, until `signal` ends it. What is noticed here is noticed before
 * the next caller has to: a connection that is dead is begun again.
 */
const watchConnection = async (context: StoreClientContext, signal: AbortSignal): Promise<void> => {
  const { connection, monitor, log } = context;
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
    let wait = PROBE_MS;
    try {
      await endOf(context);
      answeredAt = performance.now();
      monitor.answered();
      noteSkew();
    } catch (error) {
      if (signal.aborted) return;
      if (isDenied(error)) monitor.failed(deniedMessage('Reading $all', error), 'refused');
      else monitor.failed(explained(error));
      if (error instanceof AttemptTimeout) wait = await afterSilence(context, { answeredAt, generation });
    }
    await pause(wait, undefined, { signal }).catch(() => {});
  }
};

/**
 * Begins a connection again that is dead; how long until the next probe. A leader that is paused keeps its connections, and
 * is silent; the others name another soon. Over a slow line bytes come, and the leader leads on.
 */
const afterSilence = async (
  { connection, patience }: StoreClientContext,
  { answeredAt, generation }: { readonly answeredAt: number; readonly generation: number },
): Promise<number> => {
  const isDead =
    connection.isSilent(patience.attemptMs, answeredAt) ||
    (connection.isSilent(PAUSED_MS, answeredAt) && (await connection.isLedElsewhere()));
  if (isDead) await connection.reconnect(generation);
  return !isDead && connection.isSilent(PAUSED_MS, answeredAt) ? 0 : PROBE_MS;
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
