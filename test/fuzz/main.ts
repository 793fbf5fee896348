// npm run -s fuzz -- [--cases N] [--seed S] [--role ROLE]… [--stateful]: requests that schemathesis makes from the
// API's own description, sent to a real server by every role. An answer of 5xx, of a status, media type, header or body
// that is not described, is a failure. Needs Python 3.9 or newer.

import { parseArgs } from 'node:util';
import { ROLES, type Role } from '#identity';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { schemathesis } from './schemathesis';
import { seedData } from './seed-data';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    role: { type: 'string', multiple: true },
    stateful: { type: 'boolean', default: false },
  },
});

const rolesOf = (names: readonly string[] | undefined): readonly Role[] => {
  const unknown = names?.find((name) => !(ROLES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`There is no role ${unknown}. Roles are: ${ROLES.join(', ')}.`);
  return (names as readonly Role[] | undefined) ?? ROLES;
};

const run = async (server: Server): Promise<number> => {
  const roles = rolesOf(values.role);
  const fuzz = await schemathesis(server.url, await seedData(server));
  const perRole = Math.ceil(Number(values.cases) / roles.length);
  let sent = 0;
  const failed: string[] = [];
  for (const role of roles) {
    const { cases, isOk, report } = await fuzz({
      key: server.keys[role],
      cases: perRole,
      seed: Number(values.seed),
      isStateful: values.stateful,
    });
    sent += cases;
    if (!isOk) failed.push(role);
    if (!isOk) console.error(report);
    console.log(`${isOk ? 'ok   ' : 'FAIL '} ${role.padEnd(16)} ${cases} cases`);
  }
  const verdict = failed.length === 0 ? 'no 5xx, nothing that is not described' : `failures as ${failed.join(', ')}`;
  console.log(`${sent} cases, ${roles.length} roles, seed ${values.seed}: ${verdict}`);
  return failed.length === 0 ? 0 : 1;
};

const main = async (): Promise<number> => {
  const dataDir = scratch('fuzz');
  const server = await startServer(dataDir, { LOG_LEVEL: 'error' });
  try {
    return await run(server);
  } finally {
    await server.end('SIGTERM');
    discard(dataDir);
  }
};
// Whoever is interrupted leaves no server and no fuzzer behind: both end with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
