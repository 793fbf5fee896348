import type { CloudEvent } from '#messaging';
import { endAll } from '../programs/child';
import { ApiClient, until } from './api-client';
import { Receiver } from './receiver';

type Subscribed = { id: string; url: string; secret: string; code?: string };
type Listed = { webhooks: { id: string; parked: { ticketId: string; revision: number; reason: string }[] }[] };

const CANCELLED = 'com.faultline.ticket.cancelled.v1';
const sequencesOf = (events: readonly CloudEvent[], ticket: string) =>
  events.filter(({ subject }) => subject === ticket).map(({ sequence }) => Number(sequence));
/** Sequences as they first came: a copy is no news. */
const once = (sequences: readonly number[]) => [...new Set(sequences)];

describe('A webhook', () => {
  let desk: ApiClient;
  const receivers: Receiver[] = [];
  const subscribe = async (to: Partial<{ client: string; from: string }> = {}) => {
    const receiver = await Receiver.open();
    receivers.push(receiver);
    const { status, body } = await desk.say<Subscribed>('supervisor', '/webhooks', { url: receiver.url, ...to });
    expect(status).toBe(201);
    receiver.secret = body.secret;
    return { receiver, id: body.id };
  };
  const has = (receiver: Receiver, ticket: string) =>
    until(
      async () => receiver.taken,
      (taken) => taken.some(({ subject, type }) => subject === ticket && type === CANCELLED),
    );
  const parkedOf = async (id: string) => {
    const { body } = await desk.get<Listed>('supervisor', '/webhooks');
    return body.webhooks?.find((one) => one.id === id)?.parked ?? [];
  };

  beforeAll(async () => {
    desk = await ApiClient.open();
  });
  afterAll(async () => {
    await Promise.all(receivers.map((receiver) => receiver.close()));
    await endAll();
  });

  it('is sent every event of every ticket, signed, in order', async () => {
    const { receiver } = await subscribe();
    const tickets = [await desk.ticket('acme'), await desk.ticket('globex'), await desk.ticket('acme')];
    for (const ticket of tickets) {
      await has(receiver, ticket);
      const sequences = once(sequencesOf(receiver.taken, ticket));
      expect(sequences).toStrictEqual(sequences.map((_, i) => i));
    }
    expect(receiver.attempts.every(({ status }) => status === 200)).toBe(true);
    const { events } = await desk.settled('auditor', ...tickets);
    for (const event of receiver.taken) expect(events).toContainEqual(event);
  });

  it("is sent one client's tickets alone where it is for that client, and from the beginning where it asks for that", async () => {
    const [ours, theirs] = [await desk.ticket('acme'), await desk.ticket('globex')];
    await desk.settled('auditor', ours, theirs);
    const { receiver } = await subscribe({ client: 'acme', from: 'start' });
    await has(receiver, ours);
    expect(receiver.taken.map(({ data }) => data.client)).not.toContain('globex');
  });

  it('misses nothing while it is away, and holds up nobody else', async () => {
    const { receiver: away } = await subscribe();
    const { receiver: there } = await subscribe();
    away.answer = () => 503;
    const ticket = await desk.ticket('acme');
    await has(there, ticket);
    await until(
      async () => away.attempts.length,
      (attempts) => attempts >= 2,
    );
    expect(away.taken).toStrictEqual([]);
    away.answer = () => 200;
    await has(away, ticket);
    expect(once(sequencesOf(away.taken, ticket))).toStrictEqual(once(sequencesOf(there.taken, ticket)));
  });

  it('gets nothing more of a ticket that it refused, until somebody has it sent again; then all, in order', async () => {
    const { receiver, id } = await subscribe();
    const isPoison = ({ data, sequence }: CloudEvent) => data.client === 'hooli' && Number(sequence) === 1;
    receiver.answer = (event) => (isPoison(event) ? 400 : 200);
    const poisoned = await desk.ticket('hooli', false);
    const [letter] = await until(
      () => parkedOf(id),
      (parked) => parked.length > 0,
    );
    expect(letter).toMatchObject({ ticketId: poisoned, revision: 1, reason: 'answered 400' });
    await desk.say('agent', `/tickets/${poisoned}/cancellation`, { reason: 'Given up' });
    await has(receiver, await desk.ticket('globex'));
    expect(sequencesOf(receiver.taken, poisoned)).toStrictEqual([0]);
    receiver.answer = () => 200;
    expect((await desk.say('supervisor', `/webhooks/${id}/redelivery`, { ticketId: poisoned })).status).toBe(200);
    await has(receiver, poisoned);
    await until(
      () => parkedOf(id),
      (parked) => parked.length === 0,
    );
    const sequences = sequencesOf(receiver.taken, poisoned);
    expect(sequences).toStrictEqual(sequences.map((_, i) => i));
    expect((await desk.say('supervisor', `/webhooks/${id}/redelivery`, { ticketId: poisoned })).status).toBe(409);
  });

  it('is not followed where it points elsewhere', async () => {
    const { receiver, id } = await subscribe();
    receiver.answer = () => 302;
    await desk.ticket('acme');
    const [letter] = await until(
      () => parkedOf(id),
      (parked) => parked.length > 0,
    );
    expect(letter?.reason).toBe('answered 302');
  });

  it('gets nothing once it was taken away', async () => {
    const { receiver, id } = await subscribe();
    const { receiver: other } = await subscribe();
    expect((await desk.say('supervisor', `/webhooks/${id}/removal`, {})).status).toBe(200);
    const before = receiver.taken.length;
    await until(
      async () => (await desk.get<Listed>('supervisor', '/webhooks')).body.webhooks.map((one) => one.id),
      (ids) => !ids.includes(id),
    );
    const ticket = await desk.ticket('acme');
    await has(other, ticket);
    expect(sequencesOf(receiver.taken.slice(before), ticket)).toStrictEqual([]);
  });

  it('is refused where its address is inside of a network, or not safe', async () => {
    for (const url of [
      'http://noc.example.com/',
      'https://10.0.0.7/x',
      'https://169.254.169.254/latest',
      'ftp://a.example/',
    ]) {
      const { status, body } = await desk.say<Subscribed>('supervisor', '/webhooks', { url });
      expect([url, status, body.code]).toStrictEqual([url, 422, 'webhook.address']);
    }
    expect((await desk.say('agent', '/webhooks', { url: 'https://noc.example.com/' })).status).toBe(403);
  });

  it('is shown its secret once; a new one is made, and shown once as well', async () => {
    const { id } = await subscribe();
    const { status, body } = await desk.say<{ secret: string; previousUntil: string }>(
      'supervisor',
      `/webhooks/${id}/secret`,
      { overlapHours: 0 },
    );
    expect([status, body.secret]).toStrictEqual([201, expect.stringMatching(/^whsec_/)]);
    expect((await desk.say('supervisor', `/webhooks/${id}/enabling`, {})).status).toBe(200);
    expect((await desk.say('engineer', `/webhooks/${id}/secret`, {})).status).toBe(403);
  });

  it('gets what came while the server was down, after it was killed, and shows its secret to nobody again', async () => {
    const { receiver } = await subscribe();
    receiver.answer = () => 503;
    const ticket = await desk.ticket('acme');
    await until(
      async () => receiver.attempts.length,
      (attempts) => attempts >= 1,
    );
    await desk.server.end('SIGKILL');
    receiver.answer = () => 200;
    desk = await ApiClient.open(desk.dataDir);
    await has(receiver, ticket);
    const sequences = once(sequencesOf(receiver.taken, ticket));
    expect(sequences).toStrictEqual(sequences.map((_, i) => i));
    expect(JSON.stringify((await desk.get('supervisor', '/webhooks')).body)).not.toContain('whsec');
  });
});
