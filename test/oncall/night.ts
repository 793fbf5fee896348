// A desk with a roster, and somebody who is paged: for specs and rigs that run the built server.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signed } from '#http-kit/signature';

/** What came to whom: the body of a page, when, and under which message id. */
export type Paged = {
  readonly id: string;
  readonly ticketId: string;
  readonly person: { readonly id: string };
  readonly link: string;
  readonly round: number;
  /** Epoch milliseconds, by the receiver's clock. */
  readonly at: number;
  readonly signature: string | undefined;
};

/** Somebody's telephone: takes pages over HTTP, and may be switched off. */
export class Telephone {
  readonly paged: Paged[] = [];
  /** What it answers; 200 takes it. */
  answer: (paged: Paged) => number = () => 200;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<Telephone> {
    const server = createServer();
    const telephone = new Telephone(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        const signature = request.headers['webhook-signature'];
        const paged: Paged = { ...JSON.parse(body), at: Date.now(), signature };
        const status = telephone.answer(paged);
        if (status === 200) telephone.paged.push(paged);
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return telephone;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/page`;
  }

  close(): Promise<void> {
    return new Promise((closed) => {
      this.#server.close(() => closed());
      this.#server.closeAllConnections();
    });
  }
}

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** Ann first, by her telephone; then Bob, by his. */
export const rosterOf = (ann: string, bob: string): object => {
  const turns = (person: string) => [
    { name: 'always', people: [person], startsOn: '2026-01-05', handover: '09:00', rotateDays: 7 },
  ];
  const by = (address: string) => [{ kind: 'webhook', address, secret: SECRET }];
  return {
    timezone: 'America/Chicago',
    people: [
      { id: 'ann', name: 'Ann Lee', channels: by(ann) },
      { id: 'bob', name: 'Bob Ray', channels: [...by(bob), { kind: 'console' }] },
    ],
    levels: { primary: turns('ann'), secondary: turns('bob'), manager: turns('bob') },
  };
};

/** Half past two in Chicago, or half past three in summer: last night, whatever time it is. */
export const lastNight = (): string => {
  const today = Date.parse(`${new Date().toISOString().slice(0, 10)}T08:30:00Z`);
  return new Date(today < Date.now() ? today : today - 86_400_000).toISOString();
};

/** What a telephone system tells of a voicemail, signed. */
export const notice = async (
  origin: string,
  id: string,
  { at = Date.now(), body = {}, signature }: { at?: number; body?: object; signature?: string } = {},
): Promise<{ status: number; body: { ticketId: string; code?: string } }> => {
  const said = {
    caller: '+1 312 555 0136',
    recording: 'https://voice.example.com/recordings/7731',
    transcript: 'We are completely down',
    client: 'acme',
    receivedAt: lastNight(),
    ...body,
  };
  const text = JSON.stringify(said);
  const headers = {
    'content-type': 'application/json',
    ...signed([SECRET], id, at, text),
    ...(signature !== undefined && { 'webhook-signature': signature }),
  };
  const answer = await fetch(`${origin}/voicemails`, { method: 'POST', headers, body: text });
  return { status: answer.status, body: (await answer.json()) as { ticketId: string } };
};
