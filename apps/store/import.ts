import { createReadStream, openSync } from 'node:fs';
import { count } from '#command-line';
import { type ImportOptions, importIntoServer, importIntoStore, Store } from '#embedded-store';
import { dialStore } from '#event-store';

/** A directory, or a server at the end of a connection string. */
export const isServer = (target: string): boolean => /^[a-z+]+:\/\//i.test(target);

/** Into a directory, or into a server where the target is an address. From a file, or from stdin. */
export const importCommand = async (
  target: string,
  { from, whatFollows }: { from?: string; whatFollows?: true },
): Promise<void> => {
  const lines = linesIn(from === undefined ? process.stdin : opened(from));
  const report = counter();
  const importing = isServer(target)
    ? importIntoServer(await dialStore(target), lines, report.to)
    : intoDirectory(target, lines, { progress: report.to, whatFollows: whatFollows ?? false });
  const { written, present, leftOut } = await importing.finally(report.stop);
  const already = present === 0 ? '' : `; ${count(present, 'event was', 'events were')} there already`;
  const left = leftOut === 0 ? '' : `; ${count(leftOut, 'event does', 'events do')} not follow and were left out`;
  // Not the target as it was written: it may hold a password.
  const where = isServer(target) ? 'the server' : target;
  console.log(`Imported ${count(written, 'event')} into ${where}${already}${left}.`);
};

// Before anything is made or begun.
const opened = (file: string) => {
  try {
    return createReadStream(file, { fd: openSync(file, 'r') });
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as Error).message}). Nothing was imported.`);
  }
};

// Not `readline`: it drops the lines that come before anyone listens.
async function* linesIn(input: AsyncIterable<Buffer<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of input) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      yield bytes.toString('utf8', start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start) as Buffer<ArrayBuffer>;
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

const intoDirectory = async (dir: string, lines: AsyncIterable<string>, options: ImportOptions) => {
  const store = await Store.open({ dir, say: (text) => console.error(text) });
  try {
    return await importIntoStore(store, lines, options);
  } finally {
    await store.close();
  }
};

// How many there are is not known before the last one has come.
const counter = () => {
  const isSeen = process.stderr.isTTY;
  let shown = 0;
  return {
    to: (events: number) => {
      if (!isSeen || Date.now() - shown < 200) return;
      shown = Date.now();
      process.stderr.write(`\r${count(events, 'event')} imported`);
    },
    stop: () => {
      if (isSeen) process.stderr.write('\r\x1b[K');
    },
  };
};
