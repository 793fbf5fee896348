// The test double answers as servers of 24.2 do where our node does not (docs/embedded-store.md): each difference shown.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { type ServerDouble, startServerDouble } from '#embedded-store/testing';
import type { Basic } from './callers';
import { chunk, type Message, named, proposal, type Raw, rawClient, within } from './raw';
import { scratch } from './under-test';

const NOWHERE = String(2n ** 64n - 1n);
const GIVES_UP_AFTER_MS = { batch: 280, single: 300 };

describe('The server double', () => {
  let dir: string;
  let double: ServerDouble;
  let raw: Raw;
  beforeEach(async () => {
    dir = await scratch();
    double = await startServerDouble({ dir, givesUpAfterMs: GIVES_UP_AFTER_MS });
    raw = rawClient(`127.0.0.1:${double.port}`);
  });
  afterEach(async () => {
    raw.close();
    await double.close();
    await rm(dir, { recursive: true, force: true });
  });
  const as = (name: string, password: string): Basic => ({ name, password });
  const batchAnswer = async (one: Message, by?: Basic): Promise<Message> => {
    const call = raw.batchCall(by);
    call.on('error', () => undefined);
    call.write(one);
    const [answer] = (await once(call, 'data')) as [Message];
    call.cancel();
    return answer;
  };
  const append = (stream: string) => batchAnswer(chunk({ stream, proposals: [proposal()] }));
  const fromStart = (prefix: string) => ({
    all: { start: {} },
    subscription: {},
    filter: { eventType: { prefix: [prefix] }, count: {}, checkpointIntervalMultiplier: 1 },
  });
  const checkpoints = (messages: readonly Message[]) =>
    messages.filter(({ content }) => content === 'checkpoint').map((one) => within(one, 'checkpoint'));

  it('says its version', async () => {
    expect(await raw.ask('ServerFeatures/GetSupportedMethods')).toMatchObject({ eventStoreServerVersion: '24.2.0' });
  });

  it('sends a filtered subscription from the start without a match a checkpoint that is no position', async () => {
    await append('some');
    const following = raw.follow(fromStart('Nothing'));
    await following.until((messages) => messages.some(({ content }) => content === 'caughtUp'));
    expect(checkpoints(following.said)).toEqual([{ commitPosition: NOWHERE, preparePosition: NOWHERE }]);
    following.cancel();
  });

  it('stands before its event at a checkpoint of the way, and sends that event again', async () => {
    for (let n = 0; n < 40; n++) await append('some');
    const following = raw.follow(fromStart('Happened'));
    await following.until((messages) => messages.some(({ content }) => content === 'caughtUp'));
    const [first] = checkpoints(following.said) as { commitPosition: string; preparePosition: string }[];
    expect(first?.preparePosition).toBe('0');
    const again = raw.follow({ ...fromStart('Happened'), all: { position: first } });
    await again.until((messages) => messages.some(({ content }) => content === 'event'));
    const event = again.said.find(({ content }) => content === 'event');
    expect(within(event, 'event', 'event', 'commitPosition')).toBe(first?.commitPosition);
    following.cancel();
    again.cancel();
  });

  it('never ends a BatchAppend that was half-closed', async () => {
    const call = raw.batchCall();
    const seen: string[] = [];
    for (const what of ['end', 'error', 'data']) call.on(what, () => seen.push(what));
    call.write(chunk({ stream: 'some', proposals: [proposal()] }));
    await once(call, 'data');
    call.end();
    await append('later');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(seen).toEqual(['data']);
    call.cancel();
  });

  it('drops the repeat of an append in flight and answers it by a time-out', async () => {
    double.setWriteTime(200);
    const one = proposal({ id: { string: randomUUID() } });
    const [first, repeat] = await Promise.all(
      [1, 2].map(() => batchAnswer(chunk({ stream: 'some', proposals: [one] }, { noStream: {} }))),
    );
    const answers = [first, repeat].map((answer) => answer?.result);
    expect(answers.toSorted()).toEqual(['error', 'success']);
    expect([first, repeat].map((answer) => within(answer, 'error', 'code')).filter(Boolean)).toEqual([4]);
    double.setWriteTime(0);
    expect(await batchAnswer(chunk({ stream: 'some', proposals: [one] }, { noStream: {} }))).toMatchObject({
      success: { currentRevision: '0' },
    });
  });

  it('gives up what takes too long, and writes it all the same', async () => {
    double.setWriteTime(400);
    const answer = await batchAnswer(chunk({ stream: 'slow', proposals: [proposal()] }));
    expect(within(answer, 'error', 'code')).toBe(4);
    const read = () => raw.read({ stream: { streamIdentifier: named('slow'), start: {} } });
    let events = await read();
    for (const end = Date.now() + 5_000; events[0]?.content !== 'event' && Date.now() < end; ) events = await read();
    expect(events.map(({ content }) => content)).toEqual(['event']);
  });

  it('judges deadlines by its own clock', async () => {
    double.setClockSkew(6_000);
    const late = chunk({ stream: 'some', proposals: [proposal()], by: Date.now() + 5_000 });
    expect(within(await batchAnswer(late), 'error', 'code')).toBe(4);
    const far = chunk({ stream: 'some', proposals: [proposal()], by: Date.now() + 60_000 });
    expect((await batchAnswer(far)).result).toBe('success');
  });

  it('lets a user have streams, and neither $all nor system streams', async () => {
    double.setAccount('admin', { password: 'changeit', rights: 'admin' });
    double.setAccount('app', { password: 'secret', rights: 'user' });
    const app = as('app', 'secret');
    expect((await batchAnswer(chunk({ stream: 'some', proposals: [proposal()] }), app)).result).toBe('success');
    const one = { streamIdentifier: named('some'), start: {} };
    expect(await raw.read({ stream: one }, app)).toHaveLength(1);
    const all = { all: { start: {} } };
    await expect(raw.read(all, app)).rejects.toMatchObject({ code: 7 });
    await expect(raw.read({ ...all, subscription: {} }, app)).rejects.toMatchObject({ code: 7 });
    const denied = await batchAnswer(chunk({ stream: '$mine', proposals: [proposal()] }), app);
    expect(within(denied, 'error', 'code')).toBe(7);
    expect(await raw.read(all, as('admin', 'changeit'))).toHaveLength(2);
    await expect(raw.read(all)).rejects.toMatchObject({ code: 7 });
  });

  it('knows a changed password at once', async () => {
    double.setAccount('app', { password: 'secret', rights: 'user' });
    double.setAccount('app', { password: 'other', rights: 'user' });
    const read = { stream: { streamIdentifier: named('some'), start: {} } };
    await expect(raw.read(read, as('app', 'secret'))).rejects.toMatchObject({ code: 16 });
    expect(await raw.read(read, as('app', 'other'))).toMatchObject([{ content: 'streamNotFound' }]);
  });
});
