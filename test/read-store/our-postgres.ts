import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { ROOT } from '../bench/rows/built';
import { discard, scratch } from '../programs/scratch';

const SCRIPT = join(ROOT, 'scripts/start-postgres.sh');

/** A PostgreSQL of our own: it may be stopped for a while or crashed, and started again on what it has left behind. */
export type OurPostgres = { readonly url: string; rest(): void; crash(): void; startAgain(): void; stop(): void };

/** Or why there is none: one that others use, or in a container, is not ours to stop. */
export const ourPostgres = (): { start(): OurPostgres } | { missing: string } => {
  try {
    execFileSync(SCRIPT, ['--where'], { stdio: 'pipe' });
    return { start };
  } catch (error) {
    return { missing: String((error as { stderr?: unknown }).stderr ?? error).trim() };
  }
};

const start = (): OurPostgres => {
  const folder = scratch('postgres');
  const url = execFileSync(SCRIPT, ['start', folder], { encoding: 'utf8' }).trim();
  return {
    url,
    rest: () => void execFileSync(SCRIPT, ['rest', folder]),
    crash: () => void execFileSync(SCRIPT, ['stop', folder]),
    startAgain: () => void execFileSync(SCRIPT, ['start', folder]),
    stop: () => {
      execFileSync(SCRIPT, ['stop', folder]);
      discard(folder);
    },
  };
};

/** What a query finds. */
export const selected = async <Row extends object>(url: string, query: string): Promise<readonly Row[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  return (await client.query<Row>(query).finally(() => client.end())).rows;
};
