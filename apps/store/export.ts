import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { exportLines } from '#embedded-store';
import { progressBar } from './progress';
import { count, FOUND, sayProblems } from './words';

/** To a file that must not be there yet, or to stdout. */
export const exportCommand = async (dir: string, { out }: { out?: string }): Promise<void> => {
  const bar = progressBar('exported');
  const file = out === undefined ? undefined : openSync(out, 'wx');
  const write = file === undefined ? toStdout : toFile(file);
  const exported = await exportLines(dir, write, { progress: bar.to }).finally(bar.stop);
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

const toFile = (file: number) => async (text: string) => {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
};

const toStdout = (text: string): Promise<void> =>
  new Promise((resolve, reject) => process.stdout.write(text, (error) => (error ? reject(error) : resolve())));
