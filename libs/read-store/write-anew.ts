// The thread in which a SQLite file is written anew: it takes a second for every hundred megabytes or so, in which others
// read, and whoever writes waits.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const BUSY_MS = 5_000;

const database = new DatabaseSync(workerData as string);
database.exec(`pragma busy_timeout = ${BUSY_MS}`);
database.exec('vacuum');
const checkpoint = database.prepare('pragma wal_checkpoint(truncate)').get();
database.close();
parentPort?.postMessage(checkpoint?.busy === 0);
