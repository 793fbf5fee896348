// The programs that the store's rows measure, each a process of its own.
import { EventStoreDBClient } from '@eventstore/db-client';
import { type Child, startChild } from '../programs/child';
import type { Counts, NodeRequest } from './node';

export type Served = {
  readonly child: Child;
  readonly url: string;
  readonly client: EventStoreDBClient;
  stop(): Promise<void>;
};
export type BenchNode = Served & { ask(asked: NodeRequest): Promise<Counts> };

const served = async (program: string, args: readonly string[]): Promise<Served> => {
  const child = startChild(program, args, { ipc: true });
  const [, url = ''] = await child.line(/^LISTENING (\S+)/);
  const client = EventStoreDBClient.connectionString(url);
  const stop = async () => {
    await client.dispose();
    await child.end('SIGKILL');
  };
  return { child, url, client, stop };
};

/** Sends one question to a program of the bench; it answers in the order of its questions. */
export const asked = <Answer>({ process: program, gone, said }: Child, question: object | string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    program.once('message', (answer) => resolve(answer as Answer));
    void gone.then((ending) => reject(new Error(`It ended with ${ending}. It said: ${said.join(' | ')}`)));
    program.send(question);
  });

/** The embedded node. SIGKILL is its only end: what it leaves is what a crash leaves. */
export const startNode = async (directory: string, how: 'synced' | 'unsynced' = 'synced'): Promise<BenchNode> => {
  const node = await served('test/bench/node.js', [directory, how]);
  return { ...node, ask: (question) => asked<Counts>(node.child, question) };
};

/** A server that keeps nothing, and sends the file to whoever reads. */
export const startStub = (file?: string): Promise<Served> =>
  served('test/bench/stub.js', file === undefined ? [] : [file]);

const STEP = 100_000;

/** Writes events into a new store, and ends it by SIGKILL. */
export const fillStore = async (row: string, directory: string, events: number): Promise<void> => {
  const node = await startNode(directory, 'unsynced');
  for (let written = 0; written < events; written += STEP) {
    await node.ask({ fill: Math.min(STEP, events - written) });
    progress(row, `${Math.min(events, written + STEP)} of ${events} events written`);
  }
  await node.stop();
};

export const progress = (row: string, what: string): void => void process.stderr.write(`${row}: ${what}\n`);
