import { join } from 'node:path';
import type { ReadStoreOptions } from '#read-store';
import type { Config } from '#settings';

/** Where the views are: PostgreSQL with what a process may take of it, or a file. */
export const viewsOf = ({ dataDir, stores, roles }: Pick<Config, 'dataDir' | 'stores' | 'roles'>): ReadStoreOptions =>
  stores.kind === 'embedded' || stores.databaseUrl === undefined
    ? { file: join(dataDir, 'views.sqlite') }
    : { url: stores.databaseUrl, connections: stores.connections, purpose: roles.join(',') };
