import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';

// The key file as lines: added at its end, and blanked in their place.

export const HEADER = '{"format":"faultline-keys","version":1}\n';
const NEWLINE = 0x0a;

/** A line that is not blank, without its end: of which batch it is; a piece of a line is of none. */
export type KeyLine = { readonly start: number; readonly length: number; readonly batch?: string; text(): string };

const BEGINNING = /^\{"batch":"([\w-]+)",/;

/** Every line of the file that says something, but for the header. */
export const linesIn = (file: string): readonly KeyLine[] => {
  const bytes = readFileSync(file);
  const lines: KeyLine[] = [];
  for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
    end = bytes.indexOf(NEWLINE, start);
    if (end === -1) end = bytes.length;
    const line = lineOf(bytes.subarray(start, end), start);
    if (line) lines.push(line);
  }
  return lines;
};

const lineOf = (bytes: Buffer, start: number): KeyLine | undefined => {
  const { length } = bytes;
  const text = () => bytes.toString('latin1');
  const [head, tail] = [bytes.toString('latin1', 0, 64), bytes.toString('latin1', Math.max(0, length - 2))];
  const batch = tail === '"}' ? BEGINNING.exec(head)?.[1] : undefined;
  if (batch !== undefined) return { start, length, batch, text };
  return text().trim() === '' || text() === HEADER.trim() ? undefined : { start, length, text };
};

export const readFrom = (file: string, start: number, end: number): Buffer => {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(end - start);
    let read = 0;
    while (read < bytes.length) {
      const more = readSync(descriptor, bytes, read, bytes.length - read, start + read);
      if (more === 0) break;
      read += more;
    }
    return bytes.subarray(0, read);
  } finally {
    closeSync(descriptor);
  }
};

/** Adds a line; it is on disk when this resolves. Begins the file where there is none. */
export const appendLine = async (file: string, line: string): Promise<void> => {
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const isNew = size === 0;
    const last = isNew ? NEWLINE : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0];
    // A line that was cut short keeps its place; the next one begins anew.
    await handle.appendFile(`${isNew ? HEADER : ''}${last === NEWLINE ? '' : '\n'}${line}\n`);
    await handle.sync();
    if (isNew) await syncDirectory(path.dirname(file));
  } finally {
    await handle.close();
  }
};

const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
};

/** Overwrites lines in their place; nothing of them is on disk when this resolves. */
export const blank = async (file: string, lines: readonly KeyLine[]): Promise<void> => {
  const handle = await open(file, 'r+');
  try {
    for (const { start, length } of lines) await handle.write(Buffer.alloc(length, ' '), 0, length, start);
    await handle.sync();
  } finally {
    await handle.close();
  }
};
