// Filtered subscriptions to $all and their checkpoints (docs/embedded-store.md §2.6).
import {
  END,
  eventTypeFilter,
  excludeSystemEvents,
  type Filter,
  type Position,
  type ResolvedEvent,
  streamNameFilter,
} from '@eventstore/db-client';
import { AS_APPEND, contract, event, refusal, stream } from './contract';
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

describe('A filter lets through', () => {
  /** Names and types no other test uses, so that a shared server does not disturb. */
  const scene = async () => {
    const own = stream('scene').replaceAll('-', '');
    const names = { ticket: `${own}ticket-1`, sla: `${own}sla-1`, other: `other-${own}ticket` };
    const from = await write(`${own}first`, 'First');
    for (const name of Object.values(names)) {
      await write(name, `${own}Opened`);
      await write(name, `${own}Closed`);
    }
    await store.client.setStreamMetadata(names.ticket, { owner: 'rosa' });
    return { own, names, from };
  };
  const both = ['Opened', 'Closed'];

  it.each<[string, (own: string) => Filter, string[]]>([
    [
      'streams by prefix',
      (own) => streamNameFilter({ prefixes: [`${own}ticket-`] }),
      both.map((type) => `ticket ${type}`),
    ],
    [
      'streams by any of several prefixes',
      (own) => streamNameFilter({ prefixes: [`${own}sla`, `${own}ticket`] }),
      ['ticket Opened', 'ticket Closed', 'sla Opened', 'sla Closed'],
    ],
    ['streams by prefix, minding case', (own) => streamNameFilter({ prefixes: [`${own}TICKET`] }), []],
    [
      'streams by a regex that may match anywhere',
      (own) => streamNameFilter({ regex: `${own}t.cket` }),
      ['ticket Opened', 'ticket Closed', 'other Opened', 'other Closed', 'ticket $metadata'],
    ],
    [
      'streams by an anchored regex',
      (own) => streamNameFilter({ regex: `^${own}(sla|ticket)-\\d$` }),
      ['ticket Opened', 'ticket Closed', 'sla Opened', 'sla Closed'],
    ],
    [
      'types by prefix',
      (own) => eventTypeFilter({ prefixes: [`${own}Op`] }),
      ['ticket Opened', 'sla Opened', 'other Opened'],
    ],
    [
      'types by regex',
      (own) => eventTypeFilter({ regex: `${own}.*sed$` }),
      ['ticket Closed', 'sla Closed', 'other Closed'],
    ],
  ])('%s', async (_title, filter, expected) => {
    const { own, names, from } = await scene();
    const subscription = filtered(from, filter(own));
    await subscription.caughtUp();
    await write(names.ticket, `${own}Opened`);
    await write(names.other, `${own}Closed`);
    const seen = ({ event: one }: ResolvedEvent) => {
      const name = Object.entries(names).find(
        ([, full]) => one?.streamId === full || one?.streamId === `$$${full}`,
      )?.[0];
      return `${name} ${one?.type.replace(own, '')}`;
    };
    const live = expected.filter((one) => one === 'ticket Opened' || one === 'other Closed');
    await subscription.have(expected.length + live.length);
    await store.goesOn();
    expect(subscription.events.map(seen)).toEqual([...expected, ...live]);
    expect(subscription.said[0]).toBe('confirmation');
    await subscription.end();
  });

  it('everything but the events of the system', async () => {
    const { names, own, from } = await scene();
    const subscription = filtered(from, excludeSystemEvents());
    await subscription.caughtUp();
    await store.client.setStreamMetadata(names.sla, { owner: 'tom' });
    await write(names.sla, `${own}Opened`);
    await subscription.have(1, ({ event: one }) => one?.streamId === names.sla && one.revision === 2n);
    expect(subscription.events.map(({ event: one }) => one?.type).filter((type) => type?.startsWith('$'))).toEqual([]);
    await subscription.end();
  });

  it('links by what they are, not by what they point to', async () => {
    const { own, names, from } = await scene();
    const link = {
      ...event(),
      contentType: 'application/octet-stream',
      type: '$>',
      data: Buffer.from(`0@${names.ticket}`),
    } as const;
    await store.client.appendToStream(`${own}links`, link, AS_APPEND);
    const filter = streamNameFilter({ prefixes: [`${own}links`] });
    const subscription = subscribed(store.client.subscribeToAll({ fromPosition: from, filter, resolveLinkTos: true }));
    const [only] = await subscription.have(1);
    expect(only).toMatchObject({ event: { streamId: names.ticket }, link: { streamId: `${own}links` } });
    await subscription.end();
  });
});

describe('A checkpoint', () => {
  const follow = (from: Position, filter: Message) =>
    store.raw.follow({
      all: at(from),
      subscription: {},
      filter: { checkpointIntervalMultiplier: 1, count: {}, ...filter },
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

  onEmbedded('comes live with the position of the very event that fills the interval', async () => {
    const name = stream();
    const from = await write(name, 'Start');
    const call = follow(from, { ...prefix(stream('nobody')), max: 4, checkpointIntervalMultiplier: 2 });
    await call.until((said) => kinds(said).includes('caughtUp'));
    const before = call.said.length;
    const positions: bigint[] = [];
    for (let n = 0; n < 24; n++) positions.push((await write(name, 'Unseen')).commit);
    await call.until((said) => said.length >= before + 3);
    const filledBy = call.said.slice(before).map((checkpoint) => positions.indexOf(commit(checkpoint)));
    expect(filledBy).toEqual([filledBy[0], Number(filledBy[0]) + 8, Number(filledBy[0]) + 16]);
    expect(filledBy[0]).toBeLessThan(8);
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

describe('A regex', () => {
  it('that is none is refused, and the store goes on', async () => {
    const filter = eventTypeFilter({ regex: '([a-z' });
    expect(await refusal(store.client.subscribeToAll({ fromPosition: END, filter }))).toBeInstanceOf(Error);
    await store.goesOn();
  });

  it('wins where prefixes are given too', async () => {
    const name = stream();
    const from = await write(name, 'ByRegex');
    await write(name, 'ByPrefix');
    await write(name, 'ByRegex');
    const call = store.raw.follow({
      all: at(from),
      subscription: {},
      filter: { eventType: { regex: '^ByRegex$', prefix: ['ByPrefix'] }, count: {}, checkpointIntervalMultiplier: 1 },
    });
    await call.until((said) => kinds(said).includes('caughtUp'));
    const types = call.said.flatMap((one) =>
      one.content === 'event' ? [within(one, 'event', 'event', 'metadata', 'type')] : [],
    );
    expect(types).toEqual(['ByRegex']);
    call.cancel();
  });
});
