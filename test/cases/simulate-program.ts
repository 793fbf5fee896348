import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '../../dist/apps/simulate/main.js');

/** What the built program answers: its exit code and what it wrote, line by line. */
export type Answer = { readonly status: number; readonly out: readonly string[]; readonly err: readonly string[] };

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** Runs `simulate` as it was built, in the time zone `TZ`. */
export const simulateProgram = (args: readonly string[], TZ = 'UTC'): Promise<Answer> => {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not there. The built program is run: npm run build first.`);
  const env = { PATH: process.env.PATH ?? '', TZ };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { env, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
      const status = error ? Number(error.code ?? -1) : 0;
      resolve({ status, out: lines(out), err: lines(err) });
    });
  });
};
