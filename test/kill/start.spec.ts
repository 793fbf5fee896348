// What keeps a server from starting is said in one line, which names what to change; and it ends with another code than 0.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server as Listener } from 'node:net';
import { join } from 'node:path';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, spawnServer, startServer } from '../programs/server';

let directory: string;
beforeEach(() => {
  directory = scratch('start');
});
afterEach(async () => {
  await endAll();
  discard(directory);
});

/** The one line that a server says which does not start. */
const refusal = async (dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
  const child = spawnServer(dataDir, env);
  expect(await child.gone).toBe(1);
  expect(child.said).toHaveLength(1);
  return child.said[0] ?? '';
};

const listenAnywhere = (): Promise<{ port: number; listener: Listener }> =>
  new Promise((resolve) => {
    const listener = createServer().listen(0, '127.0.0.1', () => {
      const address = listener.address();
      resolve({ port: typeof address === 'object' ? (address?.port ?? 0) : 0, listener });
    });
  });

const isWell = async ({ url }: Server) => (await fetch(`${url}/health`)).status === 200;

describe('A server that cannot start', () => {
  it('names the process that has the data already, and leaves it alone', async () => {
    const first = await startServer(directory);
    expect(await refusal(directory)).toMatch(new RegExp(`\\b${first.pid}\\b`));
    expect(await isWell(first)).toBe(true);
  });

  it('takes over the data of a process that was killed', async () => {
    await (await startServer(directory)).end('SIGKILL');
    expect(await isWell(await startServer(directory))).toBe(true);
  });

  it('names the port that is taken, and lets go of its data', async () => {
    const { port, listener } = await listenAnywhere();
    expect(await refusal(directory, { PORT: String(port) })).toContain(`Port ${port}`);
    listener.close();
    expect(await isWell(await startServer(directory))).toBe(true);
  });

  it.each([
    [
      'may not be written',
      () => {
        // Not even root makes directories among the devices of the kernel.
        if (process.getuid?.() === 0) return join('/sys', 'faultline');
        const closed = join(directory, 'closed');
        mkdirSync(closed);
        chmodSync(closed, 0o555);
        return join(closed, 'data');
      },
    ],
    [
      'lies under a file',
      () => {
        writeFileSync(join(directory, 'file'), '');
        return join(directory, 'file', 'data');
      },
    ],
    [
      'is a file',
      () => {
        writeFileSync(join(directory, 'file'), '');
        return join(directory, 'file');
      },
    ],
  ])('names a data directory that %s', async (_fault, make) => {
    const dataDir = make();
    expect(await refusal(dataDir)).toContain(dataDir);
  });

  it('names a variable that it does not understand, and touches nothing', async () => {
    const dataDir = join(directory, 'data');
    expect(await refusal(dataDir, { ROLES: 'api,biling' })).toMatch(/biling.*api, projector, sla, billing/);
    expect(existsSync(dataDir)).toBe(false);
  });
});
