// Watches PostgreSQL on a connection of its own, so that readiness is known without a request, and a line that is gone
// without a word holds up nobody: TCP alone would wait for a quarter of an hour.

import { setTimeout as pause } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import type { DatabaseMonitor } from './database-monitor';

const PROBE_MS = 2_000;
const ANSWER_MS = 5_000;
/** How often in a row nothing may come back before all connections are cut. */
const SILENCES = 2;

export type Cut = () => void;
type Ports = {
  readonly monitor: DatabaseMonitor;
  readonly cut: Cut;
  /** Whether statements have connections of their own. */
  readonly isServing: () => boolean;
  readonly signal: AbortSignal;
};

/** Probes every two seconds until `signal` ends it. */
export const watchPostgres = async (
  config: ClientConfig,
  { monitor, cut, isServing, signal }: Ports,
): Promise<void> => {
  let client: Client | undefined;
  let silences = 0;
  const probe = async (): Promise<void> => {
    if (client === undefined) {
      client = new Client({ ...config, query_timeout: ANSWER_MS });
      client.on('error', () => undefined); // the next probe meets it
      await client.connect();
    }
    await client.query('select 1');
  };
  const letGo = async (): Promise<void> => {
    const gone = client;
    client = undefined;
    await gone?.end().catch(() => undefined);
  };
  while (!signal.aborted) {
    try {
      await probe();
      await monitor.observe(async () => undefined);
      silences = 0;
    } catch (error) {
      void letGo();
      // Without room for the watch, the statements themselves show the state.
      if (!(isCrowded(error) && isServing())) await monitor.observe(() => Promise.reject(error)).catch(() => undefined);
      silences = isSilence(error) ? silences + 1 : 0;
      if (silences === SILENCES) cut();
    }
    await pause(PROBE_MS, undefined, { signal }).catch(() => undefined);
  }
  await letGo();
};

/** The server has no connection left, for anybody or for this role. */
export const isCrowded = (error: unknown): boolean => (error as { code?: unknown } | undefined)?.code === '53300';

const isSilence = (error: unknown): boolean => error instanceof Error && /timeout/i.test(error.message);
