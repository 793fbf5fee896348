// A decision on several streams, or an act that reads the ledger, killed after each of its appends: what it left reserved is finished or released by
// whoever comes next, a process or another command, and it is done as a whole or not at all.

import { DESK_COMMANDS } from './desk-commands';
import { allPairs, pairsOf } from './pairs';
import { inOrder, killedBefore, type Pair, sequential } from './race';

const APPENDS_MAX = 20;
const alone = ({ answers }: { answers: readonly string[] }) => answers[0];

/** The command, beside one that changes nothing of it, in every situation in which it is done. */
const donePairs = async (name: string): Promise<readonly Pair[]> => {
  const found: Pair[] = [];
  for (const pair of await pairsOf(name, 'AddNote T')) if (alone(await inOrder(pair, [0])) === 'done') found.push(pair);
  return found;
};

describe.each([
  ['MergeTicket S', 3],
  ['EraseTicket S', 3],
  // Where the work is not assessed yet it appends once.
  ['ProposeVoidWork S', 1],
])('%s, killed after any of its appends', (name, appendsLeast) => {
  it('is done as a whole or not at all once the processes are at rest, and leaves nothing reserved', async () => {
    const pairs = await donePairs(name);
    expect(pairs.length).toBeGreaterThan(0);
    for (const pair of pairs) {
      const whole = (await inOrder(pair, [0])).state;
      const nothing = (await inOrder(pair, [])).state;
      let deaths = 0;
      for (let appends = 0; appends < APPENDS_MAX; appends++) {
        const { died, state, left } = await killedBefore(pair, appends, []);
        if (!died) break;
        deaths++;
        expect([whole, nothing]).toContain(state);
        expect(left).toStrictEqual([]);
      }
      expect(deaths).toBeGreaterThanOrEqual(appendsLeast);
    }
  }, 60_000);

  it('holds up nobody: whoever comes next is answered as before it, as after it, or as without it', async () => {
    const known = (await donePairs(name)).map(({ situation }) => situation);
    for (const { name: other } of DESK_COMMANDS)
      for (const pair of (await pairsOf(name, other)).filter(({ situation }) => known.includes(situation))) {
        const [after, before] = await sequential(pair);
        const without = await inOrder(pair, [1]);
        for (let appends = 0; appends < APPENDS_MAX; appends++) {
          const { died, state, answer } = await killedBefore(pair, appends, [1]);
          if (!died) break;
          expect([
            [after.answers[1], after.state],
            [before.answers[1], before.state],
            [without.answers[1], without.state],
          ]).toContainEqual([answer, state]);
        }
      }
  }, 120_000);
});

it('The table is not empty', async () => expect((await allPairs()).length).toBeGreaterThan(1_000));
