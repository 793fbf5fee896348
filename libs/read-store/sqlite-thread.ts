// A SQLite file in a thread of its own, which `sqlite-connection.ts` sends statements to.

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import type { Statement, StatementResult } from './sqlite-connection';

const STATEMENTS_KEPT = 200;
const CORRUPT = 11;

type Opening = { readonly file: string; readonly readOnly: boolean };

const open = ({ file, readOnly }: Opening): DatabaseSync => {
  if (readOnly) return openToRead(file);
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  try {
    // A writer waits for another process; here it holds up nobody else. What a power cut takes from the end of the WAL
    // is derived again: row and checkpoint go together.
    database.exec('pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = normal');
    const verdict = database.prepare('pragma quick_check(1)').get()?.quick_check;
    if (verdict !== 'ok') throw Object.assign(new Error(String(verdict)), { errcode: CORRUPT });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

/** Beside a connection that has found it sound. */
const openToRead = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec('pragma busy_timeout = 5000');
  return database;
};

const answering = (database: DatabaseSync) => {
  // Preparing a statement costs more than running it.
  const prepared = new LRUCache<string, StatementSync>({ max: STATEMENTS_KEPT });
  const statementFor = (sql: string): StatementSync => {
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  return ({ sql, parameters }: Statement): StatementResult => {
    const statement = statementFor(sql);
    if (statement.columns().length > 0) return { rows: statement.all(...parameters) };
    return { changes: statement.run(...parameters).changes };
  };
};

const failure = (error: unknown): StatementResult => {
  const { message, errcode } = error as { message?: string; errcode?: number };
  return { error: { message: message ?? String(error), ...(errcode !== undefined && { errcode }) } };
};

const serve = (opening: Opening): void => {
  const database = open(opening);
  const answer = answering(database);
  parentPort?.on('message', (question: Statement | 'close') => {
    if (question === 'close') {
      database.close();
      parentPort?.close();
      return;
    }
    try {
      parentPort?.postMessage(answer(question));
    } catch (error) {
      parentPort?.postMessage(failure(error));
    }
  });
  parentPort?.postMessage({ changes: 0 } satisfies StatementResult);
};

try {
  serve(workerData);
} catch (error) {
  parentPort?.postMessage(failure(error));
}
