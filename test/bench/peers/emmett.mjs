// emmett-postgresql for the bench: `emmett.mjs URL`. Asked { writers, appends } by its parent, it writes so many events,
// each in an append of its own at its expected revision, and answers the milliseconds.
import { randomUUID } from 'node:crypto';
import { STREAM_DOES_NOT_EXIST } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

const AT_ONCE = 32;
/** As large as that of the row. */
const DATA = { text: 'The line card was replaced; the client confirms that calls go out. '.repeat(3), tier: 2 };

const [, , url] = process.argv;
process.on('disconnect', () => process.exit(0));
// A connection for every writer: none waits for another.
const pool = new pg.Pool({ connectionString: url, max: AT_ONCE });
const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
await store.schema.migrate();
const { rows } = await pool.query(
  "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit",
);
if (rows[0].fsync !== 'on' || rows[0].commit !== 'on')
  throw new Error('This PostgreSQL acknowledges before it has synced.');

const write = async ({ writers, appends }) => {
  const from = performance.now();
  const writer = async () => {
    const stream = `bench-${randomUUID()}`;
    let expectedStreamVersion = STREAM_DOES_NOT_EXIST;
    for (let left = appends / writers; left > 0; left--) {
      const { nextExpectedStreamVersion } = await store.appendToStream(stream, [{ type: 'NoteAdded', data: DATA }], {
        expectedStreamVersion,
      });
      expectedStreamVersion = nextExpectedStreamVersion;
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return performance.now() - from;
};
process.on('message', async (asked) => process.send(await write(asked)));
console.log('READY');
