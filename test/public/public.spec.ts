import fc from 'fast-check';
import { CONTRACT, PUBLIC_TYPES, type PublicEvent } from '#messaging';
import { PublicProcess } from '#messaging/process';
import { byTicket, Killed } from './in-order';
import { drive, HISTORIES, live, told, toldOnce } from './published-cases';

const everything = async (): Promise<readonly PublicEvent[]> => {
  const events: PublicEvent[] = [];
  for (const scenario of HISTORIES) events.push(...[...(await toldOnce(scenario)).streams.values()].flat());
  return events;
};

describe('What others are told', () => {
  let all: readonly PublicEvent[] = [];
  beforeAll(async () => {
    all = await everything();
  });

  it('has every type of the contract in it, once all the worked cases have been lived through', () =>
    expect([...new Set(all.map(({ type }) => type))].toSorted()).toStrictEqual([...PUBLIC_TYPES].toSorted()));

  it('is what the schema of its type says, and not a field more', () => {
    for (const { type, data } of all) expect(CONTRACT[type].data.strict().parse(data)).toStrictEqual(data);
  });

  it('holds nothing of what people typed', () => {
    expect(all.length).toBeGreaterThan(500);
    for (const event of all) expect(JSON.stringify(event)).not.toMatch(/Miller|reason|note"/);
  });

  it('has an id that no other event has', async () => {
    for (const scenario of HISTORIES) {
      const ids = [...(await toldOnce(scenario)).streams.values()].flat().map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

const scenarioAt = fc.nat({ max: HISTORIES.length - 1 }).map((i) => HISTORIES[i] as (typeof HISTORIES)[number]);

describe('The public process', () => {
  it('records the same streams in whatever batches it hears, and however often it is asked again', () =>
    fc.assert(
      fc.asyncProperty(scenarioAt, fc.integer({ min: 1, max: 40 }), fc.nat(), async (scenario, size, again) => {
        const { streams } = await toldOnce(scenario);
        const lived = await live(scenario);
        await drive(new PublicProcess(lived.world.environment), lived.order, size);
        await drive(new PublicProcess(lived.world.environment), lived.order.slice(again % lived.order.length), size);
        expect(await told(lived)).toStrictEqual(streams);
      }),
      { numRuns: 60 },
    ));

  it('records the same streams when it is killed before or after any append, and started again from any place before', () =>
    fc.assert(
      fc.asyncProperty(
        scenarioAt,
        fc.integer({ min: 1, max: 12 }),
        fc.nat({ max: 20 }),
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (scenario, size, killedIn, written, back) => {
          const { streams } = await toldOnce(scenario);
          const lived = await live(scenario);
          const { store, world, order } = lived;
          store.kill = { in: killedIn, written };
          let handled = 0;
          const process = new PublicProcess(world.environment);
          try {
            for (; handled < order.length; handled += size)
              await drive(process, order.slice(handled, handled + size), size);
          } catch (killed) {
            if (!(killed instanceof Killed)) throw killed;
          }
          store.kill = undefined;
          // The checkpoint is what was handled, or lies behind it: nothing says that it was saved.
          const from = Math.floor(Math.min(handled, order.length) * back);
          await drive(new PublicProcess(world.environment), order.slice(from), size);
          expect(await told(lived)).toStrictEqual(streams);
        },
      ),
      { numRuns: 120 },
    ));

  it('records the same streams when an append fails, or its answer is lost, and the batch is handed over again', () =>
    fc.assert(
      fc.asyncProperty(
        scenarioAt,
        fc.integer({ min: 1, max: 12 }),
        fc.nat({ max: 8 }),
        fc.boolean(),
        async (scenario, size, failsIn, written) => {
          const { streams } = await toldOnce(scenario);
          const lived = await live(scenario);
          const { store, world, order } = lived;
          const process = new PublicProcess(world.environment);
          store.kill = { in: failsIn, written };
          for (let from = 0; from < order.length; from += size) {
            const batch = order.slice(from, from + size);
            await drive(process, batch, size).catch((failed) => {
              if (!(failed instanceof Killed)) throw failed;
              return drive(process, batch, size);
            });
          }
          expect(await told(lived)).toStrictEqual(streams);
        },
      ),
      { numRuns: 100 },
    ));

  it('records the same streams when two of it run at once, one of them late', () =>
    fc.assert(
      fc.asyncProperty(
        scenarioAt,
        fc.nat({ max: 30 }),
        fc.integer({ min: 1, max: 8 }),
        async (scenario, lead, size) => {
          const { streams } = await toldOnce(scenario);
          const lived = await live(scenario);
          const { order, world } = lived;
          const [first, second] = [new PublicProcess(world.environment), new PublicProcess(world.environment)];
          await drive(first, order.slice(0, lead), size);
          await Promise.all([drive(first, order.slice(lead), size), drive(second, order, 3)]);
          expect(await told(lived)).toStrictEqual(streams);
        },
      ),
      { numRuns: 60 },
    ));

  it('records the same streams when it was stuck with a ticket and reads it to the end by itself', () =>
    fc.assert(
      fc.asyncProperty(scenarioAt, fc.nat({ max: 30 }), fc.boolean(), async (scenario, heard, restarted) => {
        const { streams } = await toldOnce(scenario);
        const lived = await live(scenario);
        const { order, world } = lived;
        const process = new PublicProcess(world.environment);
        await drive(process, order.slice(0, heard), 5);
        const after = restarted ? new PublicProcess(world.environment) : process;
        for (const ticketId of byTicket(order).keys()) await after.handle(ticketId, 0);
        expect(await told(lived)).toStrictEqual(streams);
      }),
      { numRuns: 60 },
    ));

  it('ends the stream of a merged ticket with where it went; only its clocks may still be put right', async () => {
    const merged = (await everything()).filter(({ type }) => type === 'com.faultline.ticket.merged.v1');
    expect(merged.length).toBeGreaterThan(3);
    for (const scenario of HISTORIES) {
      for (const [, events] of (await toldOnce(scenario)).streams) {
        const end = events.findIndex(({ type }) => type === 'com.faultline.ticket.merged.v1');
        if (end < 0) continue;
        const after = events.slice(end + 1).map(({ type }) => type);
        expect(after.filter((type) => !type.startsWith('com.faultline.sla.'))).toStrictEqual([]);
      }
    }
  });
});
