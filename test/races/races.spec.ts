// Two commands at once end as they would have ended one after the other: every pair of commands of the desk, on two
// tickets. `npm run -s races` races all of them, as often as is wanted.

import { ms } from '#kernel';
import { ticket } from '#ticketing';
import { executeTicketCommand, ticketStream } from '#ticketing/commands';
import { chanceOf } from '../faults/chance';
import { COMMAND_NAMES, DESK_COMMANDS, type DeskCommand } from './desk-commands';
import { faultOf } from './outcome';
import { allPairs, pairsOf } from './pairs';
import { nameOf, type Pair, race, sequential } from './race';
import { situations } from './situations';

const PATIENCE_MS = 120_000;
/** The faults of a pair in so many interleavings, and in how many of them both commands were done. `rightly`: the pair whose orders count. */
const racedAs = async (pair: Pair, rounds: number, from = 0, rightly = pair) => {
  const orders = await sequential(rightly);
  const faults: string[] = [];
  let bothDone = 0;
  for (let seed = from; seed < from + rounds; seed++) {
    const raced = await race(pair, seed);
    const fault = faultOf(orders, raced);
    if (fault !== undefined) faults.push(`${nameOf(pair)} (seed ${seed}) ${fault}`);
    if (raced.answers.every((answer) => answer === 'done')) bothDone++;
  }
  return { faults, bothDone };
};

describe('The table of commands', () => {
  it('holds every command of the desk, on either ticket', () =>
    expect(DESK_COMMANDS.map(({ name }) => name).sort()).toStrictEqual(
      COMMAND_NAMES.flatMap((name) => [`${name} S`, `${name} T`]).sort(),
    ));
});

describe('The situations', () => {
  const standing = async (name: string) => {
    const found = (await situations()).find((situation) => situation.name === name);
    const types = (stream: string) => found?.streams.get(stream)?.map(({ event }) => event.type) ?? [];
    return [...types('ticket-S'), ...types('billing-S'), ...types('ticket-T'), ...types('billing-T')];
  };
  it.each([
    ['closed and charged', ['ChargePosted', 'TicketBilled', 'BillingHeld']],
    ['closed and waived, cancelled', ['BillingWaived', 'TicketCancelled']],
    ['merged, survivor closed', ['TicketMerged', 'MergeAbsorbed', 'ChargePosted']],
    ['a waiver and a rebinding proposed', ['ChargePosted', 'DecisionProposed', 'ActProposed']],
    ['a supersession and an approval proposed', ['ChargePosted', 'ActProposed', 'DecisionProposed']],
    ['an entry voided by proposal', ['ChargePosted', 'ActProposed']],
  ])('are what they are called: %s', async (name, types) =>
    expect(await standing(name)).toStrictEqual(expect.arrayContaining(types)),
  );
});

describe('Two commands at once end as one after the other', () => {
  it.each([
    ['MergeTicket S', 'MergeTicket T'],
    ['MergeTicket S', 'WaiveBilling S'],
    ['MergeTicket S', 'DetermineFault T'],
    ['MergeTicket S', 'LogWork S'],
    ['MergeTicket S', 'CancelTicket T'],
    ['EraseTicket S', 'DisputeFault S'],
    ['EraseTicket S', 'DisputeFault T'],
    ['EraseTicket S', 'ReinstateBilling S'],
    ['ApproveProposal S', 'ApproveProposal S'],
    ['ApproveProposal S', 'MergeTicket S'],
    ['ApproveProposal T', 'ApproveBilling T'],
    ['ProposeAmendWork S', 'ApproveProposal S'],
    ['ProposeAmendWork T', 'ApproveBilling T'],
    ['ProposeCorrectContact S', 'WaiveBilling S'],
  ])(
    '%s × %s',
    async (one, other) => {
      const faults: string[] = [];
      for (const pair of await pairsOf(one, other)) faults.push(...(await racedAs(pair, 40)).faults);
      expect(faults).toStrictEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'any two, in some hundred pairs drawn by chance',
    async () => {
      const pairs = await allPairs();
      const chance = chanceOf(10);
      const faults: string[] = [];
      for (let drawn = 0; drawn < 400; drawn++) faults.push(...(await racedAs(chance.of(pairs), 2, drawn)).faults);
      expect(faults).toStrictEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'and of two merges into each other one is done',
    async () => {
      for (const pair of await pairsOf('MergeTicket S', 'MergeTicket T')) {
        const [order] = await sequential(pair);
        if (!order.answers.includes('done')) continue;
        expect(order.answers).toStrictEqual(['done', 'merge.not-possible']);
        expect((await racedAs(pair, 100)).bothDone).toBe(0);
      }
    },
    PATIENCE_MS,
  );
});

describe('The rig', () => {
  const unreserved: DeskCommand = {
    name: 'a merge that reserves nothing',
    isJoint: true,
    run: async ({ environment, billing }, context) => {
      await billing.handle('S', ms(context.at));
      const { store } = environment;
      const { lifecycle, faultReview } = (await store.load(ticketStream('T'), ticket, 'latest')).state;
      const survivor = {
        client: 'acme',
        open: lifecycle.status === 'in_progress',
        cycle: 1,
        judges: faultReview.judges.map(({ person }) => person),
      };
      const moneyDecided = await billing.hasDecided('S');
      const merge = {
        type: 'MergeTicket',
        ticketId: 'S',
        into: 'T',
        reason: 'x',
        survivor,
        moneyDecided,
      } as const;
      return executeTicketCommand(environment, 'S', merge, context);
    },
  };
  it.each(['CancelTicket T', 'DetermineFault T', 'WaiveBilling S'])(
    'sees what comes of a merge that reserves nothing, beside %s',
    async (name) => {
      const rightly = (await pairsOf('MergeTicket S', name)).find((pair) => pair.situation.name === 'two in work');
      if (!rightly) throw new TypeError('The table has changed.');
      const planted = { ...rightly, commands: [unreserved, rightly.commands[1]] } as const;
      expect((await racedAs(planted, 100, 0, rightly)).faults).not.toStrictEqual([]);
    },
    PATIENCE_MS,
  );
});
