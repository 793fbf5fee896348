import { appendRows } from './append';
import type { Row } from './row';

/** One writer: what one request waits for. */
export const append1 = (): Promise<readonly Row[]> =>
  appendRows('append-1', { writers: 1, appends: 500 }, { emmett: 1.2, stub: 0.8 });
