// A database that lost what it had acknowledged (a crash without its log, a standby that was promoted) under a projector
// that lives on and remembers it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openReadStore } from '#read-store';
import { callBoard, deliver, longHistory } from './board';

const folder = mkdtempSync(join(tmpdir(), 'faultline-back-'));
afterAll(() => rmSync(folder, { recursive: true }));

const events = longHistory(20, 10);
const TABLES = ['checkpoints', 'stream_heads', 'view_call_board_v1'];

/** Tells each of the tables, as a database would that others use meanwhile. */
const inFile = (file: string, sql: (table: string) => string): void => {
  const database = new DatabaseSync(file);
  for (const table of TABLES) database.exec(sql(table));
  database.close();
};

describe('A projector whose database has gone back', () => {
  it('notices it with the next event, and reads on from where the database is', async () => {
    const file = join(folder, 'views.sqlite');
    const store = await openReadStore({ file });
    const projector = await store.projector(callBoard);
    await deliver(projector.consumer, events.slice(0, 50));
    inFile(file, (table) => `create table kept_${table} as select * from ${table}`);
    const { consumer } = projector;
    await deliver(consumer, events.slice(50, 100));
    inFile(file, (table) => `delete from ${table}; insert into ${table} select * from kept_${table}`);

    expect(await deliver(consumer, events.slice(100, 110))).toBe('halted');
    expect(await deliver(consumer, events.slice(110, 120))).toBe('halted');
    const anew = projector.consumer;
    expect(anew.from).toStrictEqual(events[49]?.checkpoint);
    expect(await deliver(anew, events.slice(50))).toBe('caught up');
    const fresh = await openReadStore({ file: ':memory:' });
    await deliver((await fresh.projector(callBoard)).consumer, events);
    expect(await store.tableHash(callBoard)).toBe(await fresh.tableHash(callBoard));
    await Promise.all([store.close(), fresh.close()]);
  });
});
