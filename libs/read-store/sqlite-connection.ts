import type { SQLInputValue } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { builtThread } from './built-thread';

/** A statement for the thread, which answers in the order of the statements. */
export type Statement = { readonly sql: string; readonly parameters: readonly SQLInputValue[] };
export type StatementResult =
  | { readonly rows: readonly unknown[] }
  | { readonly changes: number | bigint }
  | { readonly error: { readonly message: string; readonly errcode?: number } };
type StatementAnswer = Exclude<StatementResult, { error: unknown }>;

type Waiting = { readonly resolve: (answer: StatementAnswer) => void; readonly reject: (error: Error) => void };

/** One connection to a SQLite file, in a thread of its own: neither a search nor a rebuild holds up a request. */
export class SqliteConnection {
  readonly #thread: Worker;
  readonly #gone: Promise<void>;
  readonly #waiting: Waiting[] = [];
  #lost: Error | undefined;
  #isClosing = false;

  private constructor(file: string, readOnly: boolean) {
    this.#thread = new Worker(builtThread('sqlite-thread.js'), { workerData: { file, readOnly } });
    this.#thread.on('message', (answer: StatementResult) => this.#receive(answer));
    this.#thread.on('error', (error) => this.#fail(error));
    this.#gone = new Promise((resolve) =>
      this.#thread.once('exit', () => {
        this.#fail(new Error('it was closed'));
        resolve();
      }),
    );
  }

  /** Throws SQLite's own error, its primary code in `errcode`, where the file does not open or is not sound. */
  static async open(file: string, { readOnly = false } = {}): Promise<SqliteConnection> {
    const connection = new SqliteConnection(file, readOnly);
    await connection.#result();
    return connection;
  }

  /** Throws SQLite's own error. */
  async execute(question: Statement): Promise<StatementAnswer> {
    if (this.#lost) throw this.#lost;
    this.#thread.postMessage(question);
    return this.#result();
  }

  async close(): Promise<void> {
    if (this.#lost) return;
    this.#isClosing = true;
    this.#thread.ref();
    this.#thread.postMessage('close');
    await this.#gone;
  }

  #result(): Promise<StatementAnswer> {
    // Only an answer that somebody waits for keeps the process alive.
    if (this.#waiting.length === 0) this.#thread.ref();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #receive(answer: StatementResult): void {
    const waiting = this.#waiting.shift();
    // Whoever closes waits for the end of the thread: a last answer before it must not let the process go.
    if (this.#waiting.length === 0 && !this.#isClosing) this.#thread.unref();
    if (!('error' in answer)) waiting?.resolve(answer);
    else waiting?.reject(Object.assign(new Error(answer.error.message), answer.error));
  }

  #fail(cause: Error): void {
    this.#lost ??= new Error(`The read store's thread has ended: ${cause.message}. Restart the server.`, { cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#lost);
  }
}
