import { appendRows } from './append';
import type { Row } from './row';

/** Thirty-two writers at once: what group commit is for. */
export const append32 = (): Promise<readonly Row[]> =>
  appendRows('append-32', { writers: 32, appends: 3_200 }, { emmett: 2, stub: 0.8, perSync: 8 });
