import { FORWARDS, START } from '@eventstore/db-client';
import { keyIdsOf } from '../envelope/sealing';
import type { Catalogs } from '../options';
import { readAllWithin } from './bounded-read';
import type { Connection } from './connection';
import { type Names, storedOf } from './names';

const LOOKS_AT_MOST = 5_000;
const DEADLINE_MS = 10_000;

/** A key that one of the oldest events of these catalogs is sealed with; undefined where none of them is sealed. */
export const oldestKeyId = async (
  connection: Pick<Connection, 'client' | 'ready'>,
  { names, catalogs }: { readonly names: Names; readonly catalogs: Catalogs },
): Promise<string | undefined> => {
  const prefixes = Object.keys(catalogs).map((category) => names.inStore(`${category}-`));
  let found: string | undefined;
  const options = { direction: FORWARDS, fromPosition: START, maxCount: LOOKS_AT_MOST } as const;
  await readAllWithin(DEADLINE_MS, connection, options, ({ event }) => {
    if (found !== undefined || !event || !prefixes.some((prefix) => event.streamId.startsWith(prefix))) return;
    [found] = keyIdsOf(storedOf(names, event).data);
  });
  return found;
};
