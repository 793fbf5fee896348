import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { isAlive } from './is-alive';

const stateOf = (pid: number) =>
  readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .charAt(0);
const nameOf = (pid: number) => readFileSync(`/proc/${pid}/comm`, 'latin1').trim();
const until = async (isSo: () => boolean) => {
  for (const end = Date.now() + 30_000; !isSo() && Date.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 5));
};

(existsSync('/proc/self/stat') ? describe : describe.skip)('A process', () => {
  it('that runs is alive, and so is one of another user', () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(1)).toBe(true);
  });

  it('that there is not, is not', () => expect(isAlive(2 ** 22 + 1)).toBe(false));

  it('that was killed and not yet reaped by its parent is not', async () => {
    // The shell becomes a `sleep` that waits for nobody: its child stays a zombie.
    const parent = spawn('sh', ['-c', 'sleep 30 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const line = await new Promise<string>((resolve) => parent.stdout.once('data', (data) => resolve(String(data))));
      const child = Number(line);
      expect(isAlive(child)).toBe(true);
      // As long as it is a shell, it may still reap.
      await until(() => nameOf(Number(parent.pid)) === 'sleep');
      process.kill(child, 'SIGKILL');
      await until(() => stateOf(child) === 'Z');
      expect(stateOf(child)).toBe('Z');
      expect(isAlive(child)).toBe(false);
    } finally {
      parent.kill('SIGKILL');
    }
  });
});
