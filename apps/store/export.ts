import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { exportLines } from '#embedded-store';
import { progressBar } from './progress';
import { count, FOUND, sayProblems } from './words';

/** To a file that must not be there yet, or to stdout. */
export const exportCommand = async (dir: string, { out }: { out?: string }): Promise<void> => {
  const bar = progressBar('exported');
  const file = out === undefined ? undefined : newFile(out);
  const write = file === undefined ? toStdout : toFile(file);
  const exported = await exportLines(dir, write, { progress: bar.to })
    .finally(bar.stop)
    .catch((error: Error) => {
      if (out !== undefined) rmSync(out); // it is no export
      throw error;
    });
  if (file !== undefined) {
    fsyncSync(file);
    closeSync(file);
  }
  if (sayProblems(exported)) {
    console.error('What is damaged is missing in the export.');
    process.exitCode = FOUND;
  }
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
