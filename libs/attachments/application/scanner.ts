// A port: whoever scans says clean, infected, or that it cannot tell; nothing is kept of what nobody can tell.

import { execFile } from 'node:child_process';

export type ScanFinding =
  | { readonly is: 'clean' }
  | { readonly is: 'infected' }
  | { readonly is: 'unknown'; readonly why: string };
export type Scan = (path: string) => Promise<ScanFinding>;

const TIMEOUT_MS = 120_000;

/** A program that is handed the path of a file and ends with 0 (clean) or 1 (infected), as `clamdscan` does. */
export const scanWith =
  (program: string): Scan =>
  (path) =>
    new Promise((resolve) => {
      execFile(program, ['--', path], { timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 }, (error) => {
        if (!error) return resolve({ is: 'clean' });
        if (error.code === 1) return resolve({ is: 'infected' });
        resolve({ is: 'unknown', why: `${program} ended with ${error.code ?? error.signal ?? 'an error'}` });
      });
    });

/** Development, where nobody scans. */
export const unscanned: Scan = async () => ({ is: 'clean' });
/** Production without a scanner takes nothing in. */
export const noScanner: Scan = async () => ({ is: 'unknown', why: 'SCAN_PROGRAM is not set' });
