// Somebody who receives webhooks: they check what they get as the standard says, and may be away, or refuse.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudEvent } from '#messaging';

export class Receiver {
  /** What it took, in order. */
  readonly taken: CloudEvent[] = [];
  /** Every attempt: its id and what it was answered. */
  readonly attempts: { id: string; status: number }[] = [];
  /** What it answers to an event; 200 takes it. */
  answer: (event: CloudEvent) => number = () => 200;
  readonly #server: Server;
  readonly #subscribed = Promise.withResolvers<void>();
  #secret = '';

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part) => {
        body += part;
      });
      request.on('end', async () => {
        const event: CloudEvent = JSON.parse(body);
        await receiver.#subscribed.promise;
        const genuine = receiver.#isGenuine(request.headers, body);
        const status = genuine ? receiver.answer(event) : 401;
        receiver.attempts.push({ id: String(request.headers['webhook-id']), status });
        if (status === 200) receiver.taken.push(event);
        if (status === 302) response.setHeader('location', '/elsewhere');
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return receiver;
  }

  /** Answered with the subscription. A delivery may be here before that answer is, and waits for it. */
  set secret(secret: string) {
    this.#secret = secret;
    this.#subscribed.resolve();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  #isGenuine(headers: Readonly<Record<string, string | readonly string[] | undefined>>, body: string): boolean {
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const key = Buffer.from(this.#secret.replace('whsec_', ''), 'base64');
    const wanted = Buffer.from(`v1,${createHmac('sha256', key).update(content).digest('base64')}`);
    return String(headers['webhook-signature'])
      .split(' ')
      .map((signature) => Buffer.from(signature))
      .some((given) => given.length === wanted.length && timingSafeEqual(given, wanted));
  }

  close(): Promise<void> {
    return new Promise((closed) => {
      this.#server.close(() => closed());
      this.#server.closeAllConnections();
    });
  }
}
