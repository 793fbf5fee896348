// What every channel is held to, each against the real thing: a mail server and HTTP receivers in process, a console.

import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Channel, PageMessage } from './channel';
import { consoleChannel, logChannel } from './console-channel';
import { emailChannel } from './email-channel';
import { pushChannel, webhookChannel } from './webhook-channel';

const MESSAGE: PageMessage = {
  id: '0f1e2d3c-4b5a-5697-8879-6a5b4c3d2e1f',
  ticketId: '7K3M9QXZW',
  client: 'acme',
  priority: 'P1',
  level: 'primary',
  round: 1,
  rounds: 3,
  person: { id: 'ann', name: 'Ann Lee' },
  contactedAt: 'Sat 14 Mar, 02:03 CDT',
  link: 'https://desk.example/pages/7K3M9QXZW/link/token',
};
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const wanted = async () => true;
const unwanted = async () => false;

/** A kind of channel at somebody who takes messages: what came, and how to make them refuse. */
type Bench = {
  readonly channel: Channel;
  readonly address: string;
  readonly came: string[];
  refuse(): void;
  /** An address at which nobody listens; none where the channel has no line. */
  readonly nobody?: string;
  close(): Promise<unknown>;
};

const printed = (make: (print: (text: string) => void) => Channel): Bench => {
  const came: string[] = [];
  return { channel: make((text) => came.push(text)), address: '', came, refuse: () => {}, close: async () => {} };
};

const overHttp = async (make: (rules: { loopback: boolean; now: () => number }) => Channel): Promise<Bench> => {
  const came: string[] = [];
  let status = 200;
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      if (status === 200) came.push(`${JSON.stringify(request.headers)} ${body}`);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    channel: make({ loopback: true, now: () => 1_614_265_330_000 }),
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    came,
    refuse: () => {
      status = 410;
    },
    nobody: `http://127.0.0.1:${await closedPort()}/`,
    close: () => new Promise((closed) => server.close(closed)),
  };
};

const closedPort = async (): Promise<number> => {
  const server = createTcpServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
};

const byMail = async (): Promise<Bench> => {
  const came: string[] = [];
  let isRefusing = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) =>
      done(isRefusing ? Object.assign(new Error('No such mailbox'), { responseCode: 550 }) : null),
    onData: (stream, _session, done) => {
      let mail = '';
      stream.on('data', (part) => {
        mail += part;
      });
      stream.on('end', () => {
        came.push(mail);
        done();
      });
    },
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  const { port } = server.server.address() as AddressInfo;
  return {
    channel: emailChannel({ url: `smtp://127.0.0.1:${port}`, from: 'on-call@desk.example', requireTls: false }),
    address: 'ann@desk.example',
    came,
    refuse: () => {
      isRefusing = true;
    },
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
};

describe.each<readonly [string, () => Bench | Promise<Bench>]>([
  ['console', () => printed(consoleChannel)],
  ['log', () => printed((print) => logChannel((fields, message) => print(`${JSON.stringify(fields)} ${message}`)))],
  ['webhook', () => overHttp(webhookChannel)],
  ['push', () => overHttp(pushChannel)],
  ['email', byMail],
])('The channel %s', (kind, open) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await open();
  });
  afterEach(() => bench.close());
  const send = (isWanted: () => Promise<boolean>, address = bench.address) =>
    bench.channel.send({ address, secret: SECRET }, MESSAGE, isWanted);

  it('delivers a message that names the ticket, its client and its priority, once', async () => {
    expect(await send(wanted)).toStrictEqual({ is: 'delivered' });
    expect(bench.came).toStrictEqual([expect.stringMatching(/7K3M9QXZW.*acme|acme.*7K3M9QXZW/s)]);
    expect(bench.came[0]).toContain('P1');
  });

  it('has the link in it, unless it is a log, which many read', async () => {
    await send(wanted);
    expect(bench.came[0]?.replaceAll('=\r\n', '').includes(MESSAGE.link)).toBe(kind !== 'log');
  });

  it('sends nothing that is not wanted any more, or of which it cannot be said', async () => {
    expect(await send(unwanted)).toStrictEqual({ is: 'called-off' });
    expect(bench.came).toStrictEqual([]);
  });

  it('says that it was refused, and why', async () => {
    bench.refuse();
    if (['console', 'log'].includes(kind)) return expect(await send(wanted)).toStrictEqual({ is: 'delivered' });
    expect(await send(wanted)).toStrictEqual({ is: 'refused', reason: expect.stringMatching(/410|550/) });
    expect(bench.came).toStrictEqual([]);
  });

  it('says that it was refused where nobody is there', async () => {
    if (bench.nobody === undefined) return;
    expect(await send(wanted, bench.nobody)).toStrictEqual({
      is: 'refused',
      reason: expect.stringContaining('takes no connection'),
    });
  });
});

describe('A page', () => {
  it('by webhook is signed as the standard says, under an id that stays', async () => {
    const bench = await overHttp(webhookChannel);
    await bench.channel.send({ address: bench.address, secret: SECRET }, MESSAGE, wanted);
    await bench.close();
    expect(bench.came[0]).toContain(`"webhook-id":"${MESSAGE.id}"`);
    expect(bench.came[0]).toMatch(/"webhook-timestamp":"1614265330".*"webhook-signature":"v1,/);
  });

  it('goes to no address inside of a network, and to none without https', async () => {
    const channel = webhookChannel({ loopback: false, now: Date.now });
    for (const address of ['https://10.0.0.1/', 'http://page.example.com/', 'nonsense'])
      expect(await channel.send({ address }, MESSAGE, wanted)).toStrictEqual({
        is: 'refused',
        reason: expect.any(String),
      });
  });

  it('by mail tells robots not to answer it, and has an id by which a second copy is known', async () => {
    const bench = await byMail();
    await bench.channel.send({ address: bench.address }, MESSAGE, wanted);
    await bench.close();
    expect(bench.came[0]).toMatch(/^Auto-Submitted: auto-generated/im);
    expect(bench.came[0]).toContain(`Message-ID: <${MESSAGE.id}@faultline>`);
  });

  it('whose mail server is away was refused', async () => {
    const url = `smtp://127.0.0.1:${await closedPort()}`;
    const channel = emailChannel({ url, from: 'on-call@desk.example', requireTls: false });
    const delivery = await channel.send({ address: 'ann@desk.example' }, MESSAGE, wanted);
    expect(delivery).toStrictEqual({ is: 'refused', reason: expect.not.stringContaining('ann@') });
  });
});
