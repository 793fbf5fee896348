import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { openReadStore, type ReadStoreOptions } from '#read-store';
import { callBoard, deliver, KILLED_HISTORY } from './board';
import { onEveryDatabase } from './databases';

const PROGRAM = resolve(process.env.FAULTLINE_BUILD ?? 'dist', 'test/read-store/killed.js');
/** Milliseconds after its first batch. */
const KILLS = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55];
/** However late a kill comes on a busy machine, the history is not over before the last of them. */
const EVENTS_A_LIFE = 210;

/** Runs the projector and kills it; how many events it had been told were written. */
const runAndKill = async (options: ReadStoreOptions, afterMs: number): Promise<number> => {
  const args = [PROGRAM, JSON.stringify(options), String(EVENTS_A_LIFE)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const over = new Promise((done) => child.once('close', done));
  let acknowledged = 0;
  for await (const line of createInterface(child.stdout)) {
    if (acknowledged === 0) void pause(afterMs).then(() => child.kill('SIGKILL'));
    acknowledged = Number(line);
  }
  await over;
  return acknowledged;
};

onEveryDatabase('A projector that is killed at any moment', (newPlace) => {
  it('loses nothing that was written, and ends with the rows of a fresh replay (I7)', async () => {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not built: run 'npm run build' first.`);
    const { options, open } = await newPlace();
    let told = 0;
    for (const afterMs of KILLS) {
      told = Math.max(told, await runAndKill(options, afterMs));
      const store = await open();
      const { from } = (await store.projector(callBoard)).consumer;
      const written =
        from === 'start' ? 0 : KILLED_HISTORY.findIndex(({ stamp }) => stamp.eventId === from.eventId) + 1;
      expect(written).toBeGreaterThanOrEqual(told);
      await store.close();
    }
    expect(told).toBeLessThan(KILLED_HISTORY.length);

    const [store, fresh] = [await open(), await openReadStore({ file: ':memory:' })];
    for (const each of [store, fresh])
      expect(await deliver((await each.projector(callBoard)).consumer, KILLED_HISTORY)).toBe('caught up');
    expect(await store.tableHash(callBoard)).toBe(await fresh.tableHash(callBoard));
    await Promise.all([store.close(), fresh.close()]);
  });
});
