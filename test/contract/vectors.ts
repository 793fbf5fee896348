// Appends written down as the server's own tests do: "0em1" is event 0 where no stream is expected, "S0,1e4" two events
// in one append at revision 4; `any` and `exists` are the named expectations.
import type { AppendExpectedRevision } from '@eventstore/db-client';

export type Step = { readonly ids: readonly number[]; readonly expected: AppendExpectedRevision };

const EXPECTATIONS: Readonly<Record<string, AppendExpectedRevision>> = {
  em1: 'no_stream',
  any: 'any',
  exists: 'stream_exists',
};

export const steps = (written: string): readonly Step[] =>
  written.split(' ').map((step) => {
    const [, ids, expected] = /^S?([\d,]+)(em1|any|exists|e\d+)$/.exec(step) ?? [];
    if (!ids || !expected) throw new Error(`'${step}' is no step of a vector.`);
    return {
      ids: ids.split(',').map(Number),
      expected: EXPECTATIONS[expected] ?? BigInt(expected.slice(1)),
    };
  });

const sixEvents = '0em1 1e0 2e1 3e2 4e3 5e4';

/** Steps, what each answers (a revision; W5: wrong version, the stream is at 5; W-: there is no stream), events kept. */
export const VECTORS: readonly (readonly [steps: string, answers: string, kept: number])[] = [
  ['0em1 1e0 2e1 0em1', '0 1 2 0', 3],
  [`${sixEvents} 0any`, '0 1 2 3 4 5 0', 6],
  [`${sixEvents} 0e5`, '0 1 2 3 4 5 6', 7],
  [`${sixEvents} 0e6`, '0 1 2 3 4 5 W5', 6],
  [`${sixEvents} 0e4`, '0 1 2 3 4 5 W5', 6],
  ['0em1 0e0', '0 1', 2],
  ['0em1 0any', '0 0', 1],
  ['0em1 0em1', '0 0', 1],
  ['0em1 1e0 2e1 1any 1any', '0 1 2 1 1', 3],
  ['S0,1em1 S0em1', '1 0', 2],
  ['S0,1em1 S0any', '1 0', 2],
  ['S0,1em1 1e0', '1 1', 2],
  ['S0,1em1 1any', '1 1', 2],
  ['S0,1em1 S0,1,2em1', '1 W1', 2],
  ['S0,1any S1,2any', '1 W1', 2],
  ['S0,1any S2,1any', '1 3', 4],
  ['0em1 3e5', '0 W0', 1],
  // Below: the rows of the table that these leave out.
  ['0exists', 'W-', 0], // 3
  ['0e0', 'W-', 0], // 11
  ['0any 1exists 1exists', '0 1 1', 2], // 5, 6
  // 6: neither position nor order is compared. A server never answers where the last stands two places or more before
  // the first (S2,0any): no such append is made here.
  ['S0,1,2any S1,0any', '2 0', 3],
  ['S0,1,2any S2,2exists', '2 2', 3],
  ['0em1 0e0 0any', '0 1 0', 2], // the first place of an id that stands twice
  ['0em1 S0,1exists', '0 W0', 1], // 7
  ['S0,1,2,3em1 S1,2e0', '3 2', 4], // 8: the answer is E+n, not the tail
  ['S0,1,2em1 S0,1,2em1', '2 2', 3],
  ['S0,1,2em1 2e1', '2 2', 3],
  ['S0,1em1 1em1', '1 W1', 2], // 9
  ['S0,1,2em1 0e1', '2 W2', 3],
  ['S0,1,2em1 S1,0e0', '2 W2', 3], // 10
  ['S0,1em1 S1,2e0', '1 W1', 2],
  ['S0,1em1 S0,1e1 S0,1em1 S0,1e1', '1 3 1 3', 4], // 12, then 8 for both
  ['S0,0any', '1', 2], // the same id twice in one request
];
