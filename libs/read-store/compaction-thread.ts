// The thread that compacts a SQLite file (VACUUM). It takes about a second for every hundred megabytes; meanwhile others
// read, and writers wait.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const BUSY_MS = 5_000;

const database = new DatabaseSync(workerData as string);
database.exec(`pragma busy_timeout = ${BUSY_MS}`);
database.exec('vacuum');
const checkpoint = database.prepare('pragma wal_checkpoint(truncate)').get();
database.close();
parentPort?.postMessage(checkpoint?.busy === 0);
