import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { ROOT } from '../bench/rows/built';

/** A PostgreSQL to test on. Each database of it is new, and empty. */
export type Postgres = { newDatabase(): Promise<string>; stop(): Promise<void> };

const SCRIPT = join(ROOT, 'scripts/start-postgres.sh');
const works = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** How to get one here: `DATABASE_URL`, else Docker, else Debian's package; or why there is none. */
export const somePostgres = (): { start(): Promise<Postgres> } | { missing: string } => {
  const url = process.env.DATABASE_URL;
  if (url !== undefined) return { start: async () => postgresAt(url, (tidy) => tidy()) };
  if (works('docker', 'info')) return { start: inDocker };
  if (works(SCRIPT, '--where')) return { start: fromPackage };
  return { missing: 'no DATABASE_URL, no Docker engine, no Debian package postgresql' };
};

const inDocker = async (): Promise<Postgres> => {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer('postgres:17')
    .withEnvironment({ POSTGRES_HOST_AUTH_METHOD: 'trust' })
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .start();
  const url = `postgres://postgres@${container.getHost()}:${container.getMappedPort(5432)}/postgres`;
  return postgresAt(url, async () => void (await container.stop()));
};

const fromPackage = async (): Promise<Postgres> => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-pg-'));
  const url = execFileSync(SCRIPT, ['start', folder], { encoding: 'utf8' }).trim();
  return postgresAt(url, async () => {
    execFileSync(SCRIPT, ['stop', folder]);
    rmSync(folder, { recursive: true });
  });
};

/** `stop` is handed a way to tidy up, for a server that lives on. */
const postgresAt = async (url: string, stop: (tidy: () => Promise<void>) => Promise<void>): Promise<Postgres> => {
  const made: string[] = [];
  const saying = async (sql: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  return {
    newDatabase: async () => {
      const name = `faultline_test_${process.pid}_${Date.now()}_${made.length}`;
      await saying(`create database ${name}`);
      made.push(name);
      const database = new URL(url);
      database.pathname = `/${name}`;
      return database.href;
    },
    stop: () =>
      stop(async () => {
        for (const name of made) await saying(`drop database ${name} with (force)`);
      }),
  };
};
