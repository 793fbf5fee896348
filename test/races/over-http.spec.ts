// The same over HTTP: two requests at once at a running server with every role, on the embedded store.
// `npm run -s races -- --over http` races as many pairs as often as is wanted.

import { chanceOf } from '../faults/chance';
import { discard } from '../programs/scratch';
import { ApiClient } from '../public/api-client';
import { httpPairs, nameOfHttp, raceOverHttp } from './over-http/race';

const PATIENCE_MS = 600_000;

describe('Two requests at once end as one after the other', () => {
  let desk: ApiClient;
  beforeAll(async () => {
    desk = await ApiClient.open();
  }, PATIENCE_MS);
  afterAll(async () => {
    await desk.server.end();
    discard(desk.dataDir);
  });

  const faultsOf = async (name: string, rounds: number) => {
    const pair = httpPairs.find((each) => nameOfHttp(each) === name);
    if (!pair) throw new TypeError(`There is no pair '${name}'.`);
    return (await raceOverHttp(desk, pair, rounds)).flatMap(({ fault }) => fault ?? []);
  };

  it.each([
    'two in work: MergeTicket S × MergeTicket T',
    'two in work: DetermineFault T × MergeTicket S',
    'two in work: CancelTicket T × MergeTicket S',
    'one charged, one in work: MergeTicket S × WaiveBilling S',
    'closed and charged: EraseTicket S × DisputeFault S',
    'a waiver and a supersession proposed: ApproveProposal S × ApproveProposal S',
    'a waiver and a supersession proposed: AmendWork S × ApproveProposal S',
  ])(
    '%s',
    async (name) => {
      const [story, commands] = name.split(': ');
      const known = httpPairs.some((pair) => nameOfHttp(pair) === name);
      const turned = `${story}: ${commands?.split(' × ').toReversed().join(' × ')}`;
      expect(await faultsOf(known ? name : turned, 5)).toStrictEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'any two, in pairs drawn by chance',
    async () => {
      const chance = chanceOf(13);
      const faults: string[] = [];
      for (let drawn = 0; drawn < 10; drawn++) faults.push(...(await faultsOf(nameOfHttp(chance.of(httpPairs)), 3)));
      expect(faults).toStrictEqual([]);
    },
    PATIENCE_MS,
  );
});
