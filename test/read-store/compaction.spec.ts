// What rows no longer say is in no byte of the file, nor of what lies beside it.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openReadStore } from '#read-store';
import { filesWith } from '../erasure/on-disk';
import { until } from '../public/api-client';
import { type CallEvent, type CallRow, callBoard, deliver, history } from './board';
import { onEveryDatabase } from './databases';

const ERASED = '[erased]';
const board: typeof callBoard = {
  ...callBoard,
  forgets: (before: CallRow, after: CallRow | null) => after?.client === ERASED && before.client !== ERASED,
};
const CALLS = 400;
const stream = (call: number) => `call-${(call * 7919) % CALLS}`;
/** Of many lengths, so that pages are split and rows move about. */
const words = (call: number) => `Ms Quux${call}of${'x'.repeat((call * 37) % 900)}`;
const opened = Array.from(
  { length: CALLS },
  (_, call) => [stream(call), { type: 'CallOpened', client: words(call) }] as const,
);
const raised = [1, 2, 3].flatMap((urgency) =>
  Array.from({ length: CALLS }, (_, call) => [stream(call * 3), { type: 'CallRaised', urgency }] as const),
);
const gone = [0, 5, 17, 123, 250, 399];
const erasures = gone.map((call) => [stream(call), { type: 'CallOpened', client: ERASED }] as const);
const before: readonly (readonly [string, CallEvent])[] = [...opened, ...raised];
const all = history([...before, ...erasures]);
const story = all.slice(0, before.length);

const saysNothingOf = (folder: string, call: number) =>
  until(
    async () => filesWith(folder, `Quux${call}of`),
    (files) => files.length === 0,
  );

describe('The file of an embedded read store, once rows were erased', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'faultline-views-'));
    file = join(folder, 'views.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const opens = () => openReadStore({ file });

  it('says nothing of them, and all of the others', async () => {
    const store = await opens();
    const { consumer } = await store.projector(board);
    await deliver(consumer, story);
    for (const call of gone) expect(filesWith(folder, `Quux${call}of`).length).toBeGreaterThan(0);
    await deliver(consumer, all);
    for (const call of gone) await saysNothingOf(folder, call);
    expect(await store.view(board).count()).toBe(CALLS);
    expect((await store.view(board).get(stream(6)))?.client).toBe(words(6));
    await store.close();
  });

  it('is made so by whoever opens it next, where that was cut short', async () => {
    const store = await opens();
    const { consumer } = await store.projector(board);
    await deliver(consumer, story);
    await deliver(consumer, all);
    await store.close();
    expect(gone.some((call) => filesWith(folder, `Quux${call}of`).length > 0)).toBe(true);
    const later = await opens();
    for (const call of gone) await saysNothingOf(folder, call);
    await later.close();
  });

  it('is made so as soon as whoever reads it lets go', async () => {
    const store = await opens();
    const { consumer } = await store.projector(board);
    await deliver(consumer, story);
    const reader = new DatabaseSync(file);
    reader.exec('begin');
    reader.prepare('select count(*) from view_call_board_v1').get();
    await deliver(consumer, all);
    await until(
      async () => new DatabaseSync(file, { readOnly: true }),
      (another) => {
        const { user_version: owed } = another.prepare('pragma user_version').get() as { user_version: number };
        another.close();
        return owed > 0;
      },
    );
    reader.exec('commit');
    reader.close();
    for (const call of gone) await saysNothingOf(folder, call);
    await store.close();
  });

  it('has no damaged one beside it any more', async () => {
    writeFileSync(file, `once upon a time Ms Quux5of wrote to ${'us '.repeat(1000)}`);
    const store = await opens();
    expect(readFileSync(store.setAside ?? '', 'utf8')).toContain('Quux5of');
    await deliver((await store.projector(board)).consumer, all);
    await saysNothingOf(folder, 5);
    expect(existsSync(store.setAside ?? '')).toBe(false);
    await store.close();
  });
});

onEveryDatabase('Rows that were erased', (newPlace) => {
  it('are in no older version of the view either, which is kept for a way back', async () => {
    const store = await (await newPlace()).open();
    await deliver((await store.projector(board)).consumer, story);
    const newer = { ...board, version: 2 };
    const { consumer } = await store.projector(newer);
    await deliver(consumer, story);
    expect(await store.view(board).count()).toBe(CALLS);
    await deliver(consumer, all);
    expect(await store.view(newer).count()).toBe(CALLS);
    expect(await store.view(board).count()).toBe(CALLS - gone.length);
    for (const call of gone) expect(await store.view(board).get(stream(call))).toBeUndefined();
    await store.close();
  });
});
