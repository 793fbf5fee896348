// What goes out, against a real SMTP server in this process; and what comes of a kill, of two at once, and of a replay.

import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Registered } from '#clients';
import { MemoryStore } from '#kernel';
import { standardPolicy } from '#policy/testing';
import { type TicketCommand } from '#ticketing';
import { type CommandEnvironment, executeTicketCommand, ticketStream } from '#ticketing/commands';
import { outbox } from '../domain/outbox';
import { ConversationProcess } from './conversation-process';
import { type MailChannel, smtpChannel } from './smtp-channel';
import { mailStream } from './streams';

const NOW = Date.parse('2026-03-16T15:00:00Z');
const T = '7K3M9QXZW';
const register = {
  client: async () => ({
    revision: 0,
    state: {
      status: 'registered',
      contacts: new Map([['bob', { email: 'bob@acme.example' }]]),
    } as unknown as Registered,
  }),
};
const world = () => {
  const store = new MemoryStore();
  const policies = { inForce: async () => standardPolicy, pinned: async () => standardPolicy };
  const environment: CommandEnvironment = { store, policies, idOf: (name) => name };
  let n = 0;
  const say = (command: TicketCommand, id = 'anna', role = 'agent') =>
    executeTicketCommand(environment, T, command, {
      commandId: `c${n++}`,
      actor: { id, role },
      at: new Date(NOW + n * 1000).toISOString(),
    });
  const process = (channel: MailChannel | undefined, instance = 'one') =>
    new ConversationProcess({ environment, register, channel, domain: 'desk.example', instance });
  const states = async () =>
    [...(await store.load(mailStream(T), outbox)).state.values()].map(({ kind, state }) => `${kind} ${state}`);
  const types = async () => (await store.read(ticketStream(T))).map(({ event }) => event.type);
  const opened = () =>
    say(
      { type: 'OpenTicket', client: 'acme', channel: 'portal', requested: 'P3', summary: 'No calls' },
      'bob',
      'client-contact',
    );
  return { store, say, process, states, types, opened };
};
const reply: TicketCommand = { type: 'SendReply', channel: 'email', text: 'We are on it' };
const accepting = (sent: string[]): MailChannel => ({
  send: async ({ messageId }) => {
    sent.push(messageId);
    return { is: 'accepted' };
  },
});

describe('What goes out', () => {
  let server: SMTPServer;
  let url: string;
  let behaviour: SMTPServerOptions['onRcptTo'];
  const mails: string[] = [];
  beforeAll(async () => {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: (address, session, done) => (behaviour ? behaviour(address, session, done) : done()),
      onData: (stream, _session, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          mails.push(Buffer.concat(parts).toString());
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.server.address();
    url = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
  beforeEach(() => {
    mails.length = 0;
    behaviour = undefined;
  });
  const smtp = () => smtpChannel({ url, from: 'support@desk.example' });
  const refusing =
    (code: number): SMTPServerOptions['onRcptTo'] =>
    (_address, _session, done) =>
      done(Object.assign(new Error('not now'), { responseCode: code }));

  it('reaches the contact with the number, one thread a ticket, and says that a machine wrote what a machine wrote', async () => {
    const { say, process, states, opened } = world();
    await opened();
    await say(reply);
    await process(smtp()).handle(T, NOW + 60_000);
    expect(await states()).toEqual(['receipt sent', 'reply sent']);
    const [receipt = '', answer = ''] = mails;
    expect(receipt).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(receipt).toMatch(/^Message-ID: <7K3M9QXZW\.0@desk\.example>\r$/m);
    expect(answer).toMatch(/^Subject: \[#7K3M9QXZW\] No calls\r$/m);
    expect(answer).toMatch(/^References: <7K3M9QXZW\.0@desk\.example>\r$/m);
    expect(answer).toMatch(/^To: .*bob@acme\.example/m);
    expect(answer).not.toMatch(/^Auto-Submitted/m);
    expect(answer).toContain('We are on it');
  });

  it('waits where the server says later, and a reply that it refuses for good has answered nothing', async () => {
    const { say, process, states, types, opened } = world();
    await opened();
    await say(reply);
    behaviour = refusing(451);
    const outcome = await process(smtp()).handle(T, NOW + 60_000);
    expect(await states()).toEqual(['receipt queued', 'reply queued']);
    expect(outcome).toEqual({ deadline: NOW + 120_000 });
    behaviour = refusing(550);
    await process(smtp()).handle(T, NOW + 120_000);
    expect(await states()).toEqual(['receipt failed', 'reply failed']);
    expect((await types()).at(-1)).toBe('ReplyRetracted');
  });

  it('is tried again where nobody listens', async () => {
    const { process, states, opened } = world();
    await opened();
    await process(smtpChannel({ url: 'smtp://127.0.0.1:1', from: 'support@desk.example' })).handle(T, NOW + 60_000);
    expect(await states()).toEqual(['receipt queued']);
  });
});

describe('A message', () => {
  it('is sent once, whoever else does the same at once, and whoever is told again', async () => {
    const { process, opened, states } = world();
    const sent: string[] = [];
    await opened();
    await Promise.all(['one', 'two', 'three'].map((id) => process(accepting(sent), id).handle(T, NOW + 60_000)));
    await process(accepting(sent), 'four').handle(T, NOW + 3_600_000);
    expect([sent.length, await states()]).toEqual([1, ['receipt sent']]);
  });

  it('is not sent again after a kill between sending and noting it: a reply of which nobody knows becomes a task', async () => {
    const { say, process, states, types, opened } = world();
    await opened();
    const sent: string[] = [];
    await process(accepting(sent), 'zero').handle(T, NOW + 1_500);
    await say(reply);
    const killed: MailChannel = {
      send: async () => {
        throw new Error('killed');
      },
    };
    await expect(process(killed).handle(T, NOW + 60_000)).rejects.toThrow('killed');
    expect(await process(accepting(sent), 'two').handle(T, NOW + 61_000)).toEqual({ deadline: NOW + 360_000 });
    await process(accepting(sent), 'two').handle(T, NOW + 360_000);
    expect(await states()).toEqual(['receipt sent', 'reply uncertain']);
    expect([sent, (await types()).at(-1)]).toEqual([[`<${T}.0@desk.example>`], 'ReplyBounced']);
  });

  it('is not written about what is long past: a store that is read again writes to nobody', async () => {
    const { process, states, opened } = world();
    const sent: string[] = [];
    await opened();
    await process(accepting(sent)).handle(T, NOW + 86_400_000 + 60_000);
    expect([sent, await states()]).toEqual([[], []]);
  });

  it('goes to nobody where no mail goes out, or where the ticket names nobody with an address', async () => {
    const { say, process, states } = world();
    await say({ type: 'OpenTicket', client: 'acme', channel: 'phone', requested: 'P3', summary: 'No calls' });
    expect(await process(undefined).handle(T, NOW + 60_000)).toBe('unchanged');
    await process(accepting([])).handle(T, NOW + 60_000);
    expect(await states()).toEqual([]);
  });

  it('is not sent where the reply was retracted before', async () => {
    const { say, process, states, opened } = world();
    const sent: string[] = [];
    await opened();
    await say(reply);
    await say({ type: 'RetractReply', reply: 1, reason: 'to somebody else' });
    await process(accepting(sent)).handle(T, NOW + 60_000);
    expect([sent.length, await states()]).toEqual([1, ['receipt sent', 'reply failed']]);
  });
});
