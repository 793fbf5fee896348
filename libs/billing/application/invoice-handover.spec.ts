// Against a billing system over HTTP that loses answers, dies, and counts its invoices.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decideAndAppend, iso, MemoryStore } from '#kernel';
import type { CommandEnvironment } from '#ticketing/commands';
import { ledgerMonths, type MonthCommand } from '../domain/months';
import { httpBillingGateway } from './billing-gateway';
import { InvoiceHandover } from './invoice-handover';

const NOW = Date.parse('2026-03-16T15:00:00Z');
const MINUTE = 60_000;
const STREAM = 'months-standard-support';

/** `how` of each request: as it should, or the answer is lost after the work was done, or before. */
class BillingSystem {
  readonly made = new Map<string, string>();
  readonly calls: string[] = [];
  how: 'well' | 'lost-after' | 'lost-before' | 'busy' | 'no' = 'well';
  readonly server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      this.calls.push(request.method ?? '');
      if (request.method === 'GET') {
        const invoiceId = this.made.get(decodeURIComponent((request.url ?? '').split('/').at(-1) ?? ''));
        response.writeHead(invoiceId === undefined ? 404 : 200).end(JSON.stringify({ invoiceId }));
        return;
      }
      if (this.how === 'busy' || this.how === 'no') return response.writeHead(this.how === 'busy' ? 429 : 422).end();
      const key = String(request.headers['idempotency-key']);
      if (this.how !== 'lost-before' && !this.made.has(key)) this.made.set(key, `INV-${this.made.size + 1}`);
      if (this.how !== 'well') return request.socket.destroy();
      response.writeHead(201).end(JSON.stringify({ invoiceId: this.made.get(key), cents: JSON.parse(body).cents }));
    });
  });
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/invoices`;
  }
}

describe('The invoices of a month', () => {
  let system: BillingSystem;
  beforeEach(async () => {
    system = new BillingSystem();
    await new Promise<void>((listening) => system.server.listen(0, '127.0.0.1', listening));
  });
  afterEach(
    () =>
      new Promise<void>((closed) => {
        system.server.close(() => closed());
        system.server.closeAllConnections();
      }),
  );
  const world = async () => {
    const store = new MemoryStore();
    const environment = { store, idOf: (name: string) => name } as unknown as CommandEnvironment;
    let n = 0;
    const say = (command: MonthCommand) =>
      decideAndAppend(store, STREAM, ledgerMonths, command, {
        commandId: `c${n++}`,
        actor: { id: 'ben', role: 'billing' },
        at: iso(NOW),
      });
    const lines = [{ postingId: 'p1', client: 'acme', cents: 18_750 }];
    await say({ type: 'CloseMonth', month: '2026-02', endedAt: '2026-03-01T06:00:00.000Z', lines });
    await say({ type: 'AskForInvoice', month: '2026-02', client: 'acme' });
    const gateway = httpBillingGateway({ url: system.url, token: 'secret' });
    const process = (instance = 'one') => new InvoiceHandover({ environment, gateway, instance });
    const standing = async () => {
      const { state } = await store.load(STREAM, ledgerMonths);
      return state.invoices.get('2026-02 acme')?.invoiceId ?? state.handovers.get('2026-02 acme')?.state;
    };
    return { process, standing, say };
  };

  it('are made once, and come back, whoever does the same at once', async () => {
    const { process, standing } = await world();
    await Promise.all(['one', 'two'].map((instance) => process(instance).handle('standard-support', NOW)));
    expect([await standing(), system.made.size, system.calls]).toEqual(['INV-1', 1, ['POST']]);
  });

  it('whose answer was lost are looked up, and not asked for again where they were made', async () => {
    const { process, standing } = await world();
    system.how = 'lost-after';
    expect(await process().handle('standard-support', NOW)).toEqual({ deadline: NOW + MINUTE });
    expect(await standing()).toBe('uncertain');
    system.how = 'well';
    await process('two').handle('standard-support', NOW + MINUTE);
    expect([await standing(), system.calls]).toEqual(['INV-1', ['POST', 'GET']]);
  });

  it('that were not made are asked for again under the same key', async () => {
    const { process, standing } = await world();
    system.how = 'lost-before';
    await process().handle('standard-support', NOW);
    system.how = 'well';
    await process().handle('standard-support', NOW + MINUTE);
    expect([await standing(), [...system.made.keys()], system.calls]).toEqual([
      'INV-1',
      ['faultline/2026-02/acme'],
      ['POST', 'GET', 'POST'],
    ]);
  });

  it('wait where the billing system says later, or is away; and for somebody where it says no', async () => {
    const { process, standing, say } = await world();
    system.how = 'busy';
    expect(await process().handle('standard-support', NOW)).toEqual({ deadline: NOW + MINUTE });
    system.how = 'no';
    expect(await process().handle('standard-support', NOW + MINUTE)).toEqual({});
    expect(await standing()).toBe('refused');
    system.how = 'well';
    await say({ type: 'AskForInvoice', month: '2026-02', client: 'acme' });
    await process().handle('standard-support', NOW + 2 * MINUTE);
    expect(await standing()).toBe('INV-1');
  });
});
