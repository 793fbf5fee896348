// The server double as a process of its own, for suites that start whole programs against it (EVENTSTORE_URL).
//   node dist/test/contract/server-double-program.js DIR [PORT] [--tls CERT KEY] [--begin CHANGE]
// It prints LISTENING host:port. Each line of standard input changes it: {"clockSkewMs":-6000}, {"writeTimeMs":500},
// {"account":{"name":"app","password":"secret","rights":"user"}}, {"removed":"app"}. It answers each with the line DONE.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type ServerDouble, startServerDouble } from '#embedded-store/testing';

export type Change = {
  readonly clockSkewMs?: number;
  readonly writeTimeMs?: number;
  readonly account?: { readonly name: string; readonly password: string; readonly rights: 'admin' | 'user' };
  readonly removed?: string;
};

const apply = (double: ServerDouble, { clockSkewMs, writeTimeMs, account, removed }: Change): void => {
  if (clockSkewMs !== undefined) double.setClockSkew(clockSkewMs);
  if (writeTimeMs !== undefined) double.setWriteTime(writeTimeMs);
  if (account !== undefined) double.setAccount(account.name, account);
  if (removed !== undefined) double.removeAccount(removed);
};

const run = async ([dir = '', port = '0', , cert, key, , begin]: readonly string[]): Promise<void> => {
  const tls =
    cert !== undefined && key !== undefined ? { cert: readFileSync(cert), key: readFileSync(key) } : undefined;
  const double = await startServerDouble({ dir, port: Number(port), ...(tls && { tls }) });
  if (begin !== undefined) apply(double, JSON.parse(begin) as Change);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    apply(double, JSON.parse(line) as Change);
    process.stdout.write('DONE\n');
  });
  // Whoever started it is gone.
  lines.once('close', () => process.exit(0));
  process.once('SIGTERM', () => void double.close().then(() => process.exit(0)));
  process.stdout.write(`LISTENING ${double.host}:${double.port}\n`);
};

run(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
