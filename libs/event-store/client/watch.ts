import { setTimeout as pause } from 'node:timers/promises';
import { EngineMonitor } from '#kernel';
import { endOf } from './backlog';
import { explained } from './explain';
import { AttemptTimeout, deniedMessage, isDenied, type StoreClientContext } from './retry';

const PROBE_MS = 2_000;
/** A leader that is paused keeps its connections, and only who asks it something finds that it is silent. */
const LEADER_PROBE_MS = 1_000;
/** A leader that was asked and has not sent a byte for so long may lead no more; so often the others are asked who does. */
const SUSPECT_MS = 750;
const ASK_EVERY_MS = 200;

/** Since when a probe has had no answer (`performance.now()`). */
type Unanswered = { since: number | undefined };

/** Says in `/health` how far this host's clock is from the store's, and in the log when that is too far, and no longer. */
const skewNotes = ({ connection, monitor, log }: StoreClientContext): (() => void) => {
  let warned: string | undefined;
  return () => {
    const { ms, warning } = connection.skew;
    monitor.note('clockSkewMs', Math.round(ms));
    if (warning !== undefined && warned === undefined) log?.warn({ clockSkewMs: Math.round(ms) }, warning);
    if (warning === undefined && warned !== undefined)
      log?.info({}, "this host's clock agrees with the event store's again");
    warned = warning;
  };
};

/**
 * Asks the store every second or two whether it is there, until `signal` ends it. What is noticed here is noticed before
 * the next caller has to: a connection that is dead is begun again.
 */
const probe = async (context: StoreClientContext, unanswered: Unanswered, signal: AbortSignal): Promise<void> => {
  const { connection, monitor, patience } = context;
  const everyMs = connection.followsLeader ? LEADER_PROBE_MS : PROBE_MS;
  const noteSkew = skewNotes(context);
  let answeredAt = performance.now();
  while (!signal.aborted) {
    const generation = connection.generation();
    let isSilent = false;
    unanswered.since ??= performance.now();
    try {
      await endOf(context);
      answeredAt = performance.now();
      unanswered.since = undefined;
      monitor.answered();
      noteSkew();
    } catch (error) {
      if (signal.aborted) return;
      noteFailure(monitor, error);
      isSilent = error instanceof AttemptTimeout;
      if (isSilent && connection.isSilent(patience.attemptMs, answeredAt)) await connection.reconnect(generation);
    }
    await pause(isSilent ? 0 : everyMs, undefined, { signal }).catch(() => {});
  }
};

const noteFailure = (monitor: EngineMonitor, error: unknown): void => {
  if (isDenied(error)) monitor.failed(deniedMessage('Reading $all', error), 'refused');
  else monitor.failed(explained(error));
};

/**
 * The others name another leader soon after theirs fell silent; then the connection is begun again. Over a slow line bytes
 * come, and the leader leads on.
 */
const followLeader = async (
  { connection }: StoreClientContext,
  unanswered: Unanswered,
  signal: AbortSignal,
): Promise<void> => {
  const isSilent = () => unanswered.since !== undefined && connection.isSilent(SUSPECT_MS, unanswered.since);
  while (!signal.aborted) {
    const generation = connection.generation();
    if (isSilent() && (await connection.isLedElsewhere()) && isSilent()) {
      await connection.reconnect(generation);
      unanswered.since = undefined;
    }
    await pause(ASK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
};

const watchConnection = async (context: StoreClientContext, signal: AbortSignal): Promise<void> => {
  const unanswered: Unanswered = { since: undefined };
  const leader = context.connection.followsLeader && followLeader(context, unanswered, signal);
  await Promise.all([probe(context, unanswered, signal), leader]);
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
