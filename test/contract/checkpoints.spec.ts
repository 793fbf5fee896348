// How far a filtered subscription has looked (docs/embedded-store.md).
import { type Filter, type Position, streamNameFilter } from '@eventstore/db-client';
import { contract, event, stream } from './contract';
import { kinds, type Message, within } from './raw';
import { subscribed } from './subscribed';
import { onEmbedded } from './under-test';

const store = contract();

const at = ({ commit, prepare }: Position) => ({
  position: { commitPosition: String(commit), preparePosition: String(prepare) },
});
const write = async (name: string, type: string, count = 1): Promise<Position> => {
  const { position } = await store.client.appendToStream(
    name,
    Array.from({ length: count }, (_, n) => event({ n }, type)),
  );
  if (!position) throw new Error('The append answered no position.');
  return position;
};
const filtered = (fromPosition: Position, filter: Filter) =>
  subscribed(store.client.subscribeToAll({ fromPosition, filter }));

describe('A checkpoint', () => {
  const follow = (from: Position, filter: Message) =>
    store.raw.follow({
      all: at(from),
      subscription: {},
      filter: { checkpointIntervalMultiplier: 1, ...('max' in filter ? {} : { count: {} }), ...filter },
    });
  const commit = (message: Message | undefined) => BigInt(String(within(message, 'checkpoint', 'commitPosition')));
  const prefix = (...prefixes: string[]) => ({ streamIdentifier: { prefix: prefixes } });

  it('comes when catching up is done, before it is said, at the last position looked at', async () => {
    const name = stream();
    const from = await write(name, 'Seen');
    const last = await write(name, 'Seen', 3);
    const call = follow(from, prefix(name));
    await call.until((said) => kinds(said).includes('caughtUp'));
    const said = kinds(call.said);
    expect(said[0]).toBe('confirmation');
    expect(said.filter((kind) => kind === 'event')).toHaveLength(3);
    expect(said.indexOf('checkpoint')).toBeGreaterThan(said.indexOf('event'));
    expect(said.lastIndexOf('checkpoint')).toBeLessThan(said.indexOf('caughtUp'));
    const reached = commit(call.said.findLast(({ content }) => content === 'checkpoint'));
    expect(reached).toBeGreaterThanOrEqual(last.commit);
    call.cancel();
  });

  it('comes live after every interval of events looked at, whether they match or not', async () => {
    const name = stream();
    const from = await write(name, 'Start');
    const call = follow(from, { ...prefix(stream('nobody')), max: 4, checkpointIntervalMultiplier: 2 });
    await call.until((said) => kinds(said).includes('caughtUp'));
    const before = call.said.length;
    for (let n = 0; n < 32; n++) await write(name, 'Unseen');
    await call.until((said) => said.length >= before + 4);
    const live = call.said.slice(before);
    expect(new Set(kinds(live))).toEqual(new Set(['checkpoint']));
    call.cancel();
  });

  onEmbedded.each<[string, Message, number]>([
    ['window times multiplier', { max: 4, checkpointIntervalMultiplier: 2 }, 8],
    ['32 where no window is named', { count: {} }, 32],
  ])('comes live with the position of the very event that fills the interval: %s', async (_title, window, interval) => {
    const from = await write(stream(), 'Start');
    const call = follow(from, { ...prefix(stream('nobody')), ...window });
    await call.until((said) => kinds(said).includes('caughtUp'));
    const before = call.said.length;
    const positions: bigint[] = [];
    for (let n = 0; n < 3 * interval; n++) positions.push((await write(stream(), 'Unseen')).commit);
    await call.until((said) => said.length >= before + 3);
    const filledBy = call.said.slice(before).map((checkpoint) => positions.indexOf(commit(checkpoint)));
    expect(filledBy).toEqual([1, 2, 3].map((n) => n * interval - 1));
    call.cancel();
  });

  onEmbedded('does not come where nothing was looked at', async () => {
    const from = await write(stream(), 'Start');
    const call = follow(from, prefix(stream()));
    await call.until((said) => kinds(said).includes('caughtUp'));
    expect(kinds(call.said)).toEqual(['confirmation', 'caughtUp']);
    call.cancel();
  });

  it('never goes back, is never repeated, and resumes without gap or copy', async () => {
    const [seen, unseen] = [stream('seen'), stream('unseen')];
    const from = await write(seen, 'Seen');
    for (let n = 0; n < 100; n++) await write(n % 3 === 0 ? seen : unseen, 'Written');
    const whole = follow(from, { ...prefix(seen), max: 8 });
    await whole.until((said) => kinds(said).includes('caughtUp'));
    for (let n = 0; n < 50; n++) await write(n % 3 === 0 ? seen : unseen, 'Written');
    const events = (said: readonly Message[]) => said.filter(({ content }) => content === 'event');
    await whole.until((said) => events(said).length === 34 + 17);
    const checkpoints = whole.said.filter(({ content }) => content === 'checkpoint').map(commit);
    expect(checkpoints.length).toBeGreaterThan(2);
    expect(checkpoints).toEqual([...new Set(checkpoints)].toSorted((a, b) => (a < b ? -1 : 1)));
    const positions = events(whole.said).map((one) => BigInt(String(within(one, 'event', 'commitPosition'))));
    for (const checkpoint of checkpoints) {
      const rest = follow({ commit: checkpoint, prepare: checkpoint }, prefix(seen));
      await rest.until((said) => kinds(said).includes('caughtUp'));
      expect(events(rest.said).map((one) => BigInt(String(within(one, 'event', 'commitPosition'))))).toEqual(
        positions.filter((position) => position > checkpoint),
      );
      rest.cancel();
    }
    whole.cancel();
  });

  it('lies at or beyond every event that came before it, and before every one that comes after', async () => {
    const name = stream();
    const from = await write(name, 'Start');
    const call = follow(from, { ...prefix(name), max: 1 });
    for (let n = 0; n < 60; n++) await write(name, 'Seen');
    await call.until((said) => said.filter(({ content }) => content === 'event').length === 60);
    let lowest = 0n;
    for (const message of call.said) {
      if (message.content === 'event') {
        const position = BigInt(String(within(message, 'event', 'commitPosition')));
        expect(position).toBeGreaterThan(lowest);
        lowest = position;
      }
      if (message.content === 'checkpoint') {
        expect(commit(message)).toBeGreaterThanOrEqual(lowest);
        lowest = commit(message);
      }
    }
    call.cancel();
  });

  it('holds up the subscription until the client has dealt with it', async () => {
    const name = stream();
    const from = await write(name, 'Start');
    await write(name, 'Seen', 200);
    let inside = 0;
    let most = 0;
    const reached: Position[] = [];
    const checkpointReached = async (_subscription: unknown, position: Position) => {
      inside++;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      reached.push(position);
      inside--;
    };
    const filter = streamNameFilter({
      prefixes: [name],
      checkpointInterval: 1,
      maxSearchWindow: 10,
      checkpointReached,
    });
    const subscription = filtered(from, filter);
    await subscription.have(200);
    await subscription.caughtUp();
    expect(reached.length).toBeGreaterThan(0);
    expect(most).toBe(1);
    await subscription.end();
  });

  it('with a multiplier of 0 is refused', async () => {
    const call = store.raw.follow({
      all: { end: {} },
      subscription: {},
      filter: { eventType: { prefix: ['a'] }, count: {}, checkpointIntervalMultiplier: 0 },
    });
    expect(await call.failure()).toMatchObject({ code: expect.any(Number) });
    await store.goesOn();
  });
});
