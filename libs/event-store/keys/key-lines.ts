import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';

// The key file as lines: added at its end, and blanked in their place.

export const HEADER = '{"format":"faultline-keys","version":1}\n';
const NEWLINE = 0x0a;

/** A line that is not blank, and where it begins; without its end. */
type Line = { readonly start: number; readonly text: string };

/** Every line of the file that says something, but for the header. */
export const linesIn = (file: string): readonly Line[] => {
  let start = 0;
  // One byte a character: places in the text are places in the file.
  return readFileSync(file, 'latin1')
    .split('\n')
    .flatMap((text) => {
      const line = { start, text };
      start += text.length + 1;
      return text.trim() === '' || text === HEADER.trim() ? [] : [line];
    });
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
export const blank = async (file: string, lines: readonly Line[]): Promise<void> => {
  const handle = await open(file, 'r+');
  try {
    for (const { start, text } of lines) await handle.write(Buffer.alloc(text.length, ' '), 0, text.length, start);
    await handle.sync();
  } finally {
    await handle.close();
  }
};
