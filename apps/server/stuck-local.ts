// Since when something is stuck, by the clock that those read who are called about it.

import { isEngineAway, ms } from '#kernel';
import { localTime, type Zone } from '#policy';
import { type ReadStore, ViewNotReady } from '#read-store';
import type { CommandEnvironment } from '#ticketing/commands';
import { ticketList } from '#ticketing/module';
import type { StuckWork } from './stuck';

/** `sinceLocal`: in the zone of the ticket's policy, or of the one in force; absent where no store says which that is. */
type StuckLine = StuckWork & { readonly sinceLocal?: string };

/** `now`: epoch milliseconds. */
export const inLocalTimes = async (
  rows: readonly StuckWork[],
  { views, policies, now }: { views: ReadStore; policies: CommandEnvironment['policies']; now: number },
): Promise<readonly StuckLine[]> => {
  // What is stuck is told all the same: it may be the very store that would say by which clock.
  const desk = await unlessAway(async () => (await policies.inForce(now)).zone);
  const zones = await unlessAway(() => zonesOf(rows, views, policies));
  return rows.map((row) => {
    const zone = zones?.get(row.ticketId ?? '') ?? desk;
    return zone ? { ...row, sinceLocal: localTime(zone, ms(row.since)) } : row;
  });
};

const unlessAway = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ViewNotReady || isEngineAway(error)) return undefined;
    throw error;
  }
};

const zonesOf = async (
  rows: readonly StuckWork[],
  views: ReadStore,
  policies: CommandEnvironment['policies'],
): Promise<ReadonlyMap<string, Zone>> => {
  const ticketIds = [...new Set(rows.flatMap(({ ticketId }) => ticketId ?? []))];
  const tickets = await views.view(ticketList).several(ticketIds);
  const pinned = tickets.map(
    async ({ ticketId, policyId, policyVersion }) =>
      [ticketId, (await policies.pinned(policyId, policyVersion)).zone] as const,
  );
  return new Map(await Promise.all(pinned));
};
