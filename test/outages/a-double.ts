// The server double as another process, for those who change its users and its clock while a server runs on it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { built } from '../bench/rows/built';
import { selfSigned } from '../contract/certificate';
import type { Change } from '../contract/server-double-program';

export type ADouble = Awaited<ReturnType<typeof startDouble>>;

/** The double on TLS, as a process of its own; it lies in `directory`, and takes everybody until it is told whom. */
export const startDouble = async (directory: string) => {
  const file = (name: string) => join(directory, name);
  const { cert, key } = selfSigned();
  writeFileSync(file('cert.pem'), cert);
  writeFileSync(file('key.pem'), key);
  const args = [file('store'), '0', '--tls', file('cert.pem'), file('key.pem')];
  const child = spawn(process.execPath, [built('test/contract/server-double-program.js'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value = '' } = await lines.next();
  const [, port] = /^LISTENING .*:(\d+)$/.exec(value) ?? [];
  return {
    url: (user?: string) =>
      `esdb://${user === undefined ? '' : `${user}@`}localhost:${port}?tlsCAFile=${encodeURIComponent(file('cert.pem'))}`,
    change: async (change: Change) => {
      child.stdin.write(`${JSON.stringify(change)}\n`);
      await lines.next();
    },
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
};
