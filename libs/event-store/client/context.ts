import { EngineMonitor } from '#kernel';
import type { StoreOptions } from '../options';
import type { Connection } from './connection';
import type { Names } from './names';
import type { StoreClientContext } from './retry';

/** What every call to the store needs, with the defaults of the options. `monitor` is shared by both connections. */
export const contextOf = (
  connection: Connection,
  names: Names,
  { patience, log }: StoreOptions,
  monitor: EngineMonitor = new EngineMonitor('event-store', { now: Date.now, log }),
): StoreClientContext => ({
  connection,
  names,
  patience: { attemptMs: patience?.attemptMs ?? 5_000, totalMs: patience?.totalMs ?? 15_000 },
  requiresLeader: connection.address.nodePreference === 'leader',
  monitor,
  log,
});
