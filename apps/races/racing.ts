// What can be raced, in either way, and how.

import { discard } from '../../test/programs/scratch';
import { ApiClient } from '../../test/public/api-client';
import { faultOf } from '../../test/races/outcome';
import { httpPairs, nameOfHttp, raceOverHttp } from '../../test/races/over-http/race';
import { allPairs } from '../../test/races/pairs';
import { nameOf, race, sequential } from '../../test/races/race';

type Raced = { readonly answers: string; readonly fault?: string };
type Racing = {
  readonly name: string;
  /** The two alone, in whatever situation. */
  readonly commands: string;
  /** So often; `seed` of the first interleaving, where it can be chosen. */
  race(rounds: number, seed: number): Promise<readonly Raced[]>;
};
export type Pairs = { readonly all: readonly Racing[]; end(): Promise<void> };

export const pairsInMemory = async (only: string): Promise<Pairs> => {
  const pairs = (await allPairs()).filter((pair) => nameOf(pair).includes(only));
  const all = pairs.map((pair): Racing => {
    const [one, other] = pair.commands;
    return {
      name: nameOf(pair),
      commands: `${one.name} × ${other.name}`,
      race: async (rounds, seed) => {
        const orders = await sequential(pair);
        const raced: Raced[] = [];
        for (let turn = 0; turn < rounds; turn++) {
          const outcome = await race(pair, seed + turn);
          const fault = faultOf(orders, outcome);
          raced.push({ answers: outcome.answers.join(' | '), ...(fault !== undefined && { fault }) });
        }
        return raced;
      },
    };
  });
  return { all, end: async () => {} };
};

/** At a server of its own, with every role, on the embedded store. */
export const pairsOverHttp = async (only: string): Promise<Pairs> => {
  const desk = await ApiClient.open();
  const all = httpPairs
    .filter((pair) => nameOfHttp(pair).includes(only))
    .map(
      (pair): Racing => ({
        name: nameOfHttp(pair),
        commands: nameOfHttp(pair).split(': ')[1] ?? '',
        race: (rounds) => raceOverHttp(desk, pair, rounds),
      }),
    );
  return {
    all,
    end: async () => {
      await desk.server.end();
      discard(desk.dataDir);
    },
  };
};
