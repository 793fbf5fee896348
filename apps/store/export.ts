import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { count, FOUND, progressBar } from '#command-line';
import { ContentHash, exportFromServer, exportLines, type Problem } from '#embedded-store';
import { dialStore } from '#event-store';
import { isServer } from './import';
import { sayProblems } from './words';

type Exported = { readonly events: number; readonly problems?: readonly Problem[] };

/** Of a directory, or of a server where an address stands in its place. To a file that must not be there yet, or to stdout. */
export const exportCommand = async (dir: string, { out }: { out?: string }): Promise<void> => {
  const bar = progressBar('exported');
  const file = out === undefined ? undefined : newFile(out);
  const write = file === undefined ? toStdout : toFile(file);
  const hash = new ContentHash();
  const hashing = (text: string) => {
    hash.add(text);
    return write(text);
  };
  const exporting: Promise<Exported> = isServer(dir)
    ? exportFromServer(await dialStore(dir), hashing)
    : exportLines(dir, hashing, { progress: bar.to });
  const exported = await exporting.finally(bar.stop).catch((error: Error) => {
    if (out !== undefined) rmSync(out); // it is no export
    throw error;
  });
  if (file !== undefined) {
    fsyncSync(file);
    closeSync(file);
  }
  if (exported.problems && sayProblems({ problems: exported.problems })) {
    console.error('What is damaged is missing in the export.');
    process.exitCode = FOUND;
  }
  console.error(`Content hash ${hash.hex}: the same for the same events at the same revisions, wherever they lie.`);
  console.error(`Exported ${count(exported.events, 'event')}${out === undefined ? '' : ` to ${out}`}.`);
};

const newFile = (out: string): number => {
  try {
    return openSync(out, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Error(`${out} is there already. Nothing was exported; name a new file.`);
    throw new Error(`${out} cannot be written (${(error as Error).message}). Nothing was exported.`);
  }
};

const toFile = (file: number) => async (text: string) => {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
};

const toStdout = (text: string): Promise<void> =>
  new Promise((resolve, reject) => process.stdout.write(text, (error) => (error ? reject(error) : resolve())));
