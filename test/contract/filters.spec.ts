// Filtered subscriptions to $all and their checkpoints (docs/embedded-store.md).
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
import { kinds, within } from './raw';
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

describe('A regex', () => {
  it('that is none is refused, and the store goes on', async () => {
    const filter = eventTypeFilter({ regex: '([a-z' });
    expect(await refusal(store.client.subscribeToAll({ fromPosition: END, filter }))).toBeInstanceOf(Error);
    await store.goesOn();
  });

  onEmbedded.each([
    ['that cannot be read', { eventType: { regex: '([a-z' }, count: {}, checkpointIntervalMultiplier: 1 }],
    ['that looks around', { eventType: { regex: '(?!\\$).*' }, count: {}, checkpointIntervalMultiplier: 1 }],
    ['in a filter without a window', { eventType: { regex: 'a' }, checkpointIntervalMultiplier: 1 }],
  ])('%s is the caller’s fault, in a sentence of its own', async (_title, filter) => {
    const call = store.raw.follow({ all: { start: {} }, subscription: {}, filter });
    expect(await call.failure()).toMatchObject({ code: 3, details: expect.stringMatching(/^The filter/) });
    await store.goesOn();
  });

  it('that takes for ever elsewhere stops nobody', async () => {
    const name = stream();
    const from = await write(name, `${'a'.repeat(60)}!`);
    await write(name, `${'a'.repeat(60)}!`);
    const call = store.raw.follow({
      all: at(from),
      subscription: {},
      filter: { eventType: { regex: '^(a+)+$' }, count: {}, checkpointIntervalMultiplier: 1 },
    });
    await store.goesOn();
    call.cancel();
  });

  it('may escape what needs no escape', async () => {
    const name = stream();
    const from = await write(name, 'Dash-ed');
    await write(name, 'Dash-ed');
    const subscription = filtered(from, eventTypeFilter({ regex: '^Dash\\-ed$' }));
    await subscription.have(1, ({ event: one }) => one?.streamId === name);
    await subscription.end();
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
