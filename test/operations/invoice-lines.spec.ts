import { ApiClient } from './api-client';

const desk = new ApiClient();
beforeAll(() => desk.open());
afterAll(() => desk.close());

/** `2026-01` comes after `2025-12`. */
const before = (month: string): string => {
  const [year = 0, of = 0] = month.split('-').map(Number);
  return of === 1 ? `${year - 1}-12` : `${year}-${String(of - 1).padStart(2, '0')}`;
};

describe('The lines of a month', () => {
  let month = '';
  let ticketId = '';
  beforeAll(async () => {
    ticketId = await desk.night('acme');
    await desk.determine(ticketId, 'client');
    const { rows } = await desk.until('billing', '/ledger?client=acme', (body) => body.rows.length > 0);
    month = rows[0].month;
  });

  it('are there for whoever makes invoices: as data, as a file, and as TMF678 has it', async () => {
    const { body } = await desk.get('billing', `/ledger/months/${month}/lines`);
    expect(body).toMatchObject({
      month,
      closed: false,
      rows: [
        { client: 'acme', ticketId, cents: 18_750, kind: 'charge', explainedAt: expect.stringMatching(/^\/charges\//) },
      ],
    });
    expect(body.rows[0].says).toMatch(/^\$187\.50 for after-hours emergency help on ticket .* 90 minutes billed/);
    const file = await desk.get('billing', `/ledger/months/${month}/lines?format=csv`);
    expect(file.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(file.text).toContain('187.50');
    const { body: rates } = await desk.get('billing', `/ledger/months/${month}/tmf678`);
    expect(rates).toMatchObject([
      { '@type': 'AppliedCustomerBillingRate', taxExcludedAmount: { unit: 'USD', value: 187.5 } },
    ]);
  });
  it('lead to a page that explains each', async () => {
    const { rows } = (await desk.get('billing', `/ledger/months/${month}/lines`)).body;
    const page = await fetch(`${desk.server.url}${rows[0].explainedAt}`);
    expect([page.status, await page.text()]).toStrictEqual([200, expect.stringContaining('Why was I charged?')]);
  });
  it('are the same when they are asked for again', async () => {
    const ask = async () => (await desk.get('billing', `/ledger/months/${month}/lines?format=csv`)).text;
    expect(await ask()).toBe(await ask());
  });
  it('are closed once the month is over, and invoiced then', async () => {
    const running = await desk.ask('billing', `/ledger/months/${month}/closing`, {});
    expect(running).toMatchObject({ status: 409, body: { code: 'month.not-over' } });
    const invoice = { client: 'acme', invoiceId: 'INV-1' };
    expect((await desk.ask('billing', `/ledger/months/${month}/invoices`, invoice)).body.code).toBe('month.open');
    const last = before(month);
    expect(await desk.say('billing', `/ledger/months/${last}/closing`, {})).toMatchObject({ month: last, revision: 0 });
    expect((await desk.get('auditor', '/ledger/months')).body.rows).toMatchObject([
      { month: last, lines: 0, cents: 0 },
    ]);
    expect((await desk.get('billing', `/ledger/months/${month}/lines`)).body.rows).toHaveLength(1);
  });
});
