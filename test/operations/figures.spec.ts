import { ApiClient } from './api-client';

const desk = new ApiClient();
beforeAll(() => desk.open());
afterAll(() => desk.close());

const CSV = { accept: 'text/csv' };
const HOUR_MS = 3_600_000;
/** The month that it is at the desk, or so many months later: what is posted now is posted in this one. */
const month = (later = 0): string => {
  const local = { timeZone: 'America/Chicago', year: 'numeric', month: '2-digit' } as const;
  const [year = 0, of = 0] = new Intl.DateTimeFormat('en-CA', local).format().split('-').map(Number);
  return new Date(Date.UTC(year, of - 1 + later, 1)).toISOString().slice(0, 7);
};

/** A night that was charged in full, as the ledger shows it. */
const charged = async (client: string): Promise<string> => {
  const ticketId = await desk.night(client);
  await desk.determine(ticketId, 'client');
  await desk.until('billing', `/ledger?client=${client}`, ({ rows }) => rows.length === 1);
  return ticketId;
};

describe('The after-hours ledger', () => {
  it("has each posting, in the month of the policy's zone, with what it is made of", async () => {
    const ticketId = await charged('acme');
    const { body } = await desk.get('auditor', '/ledger?client=acme');
    expect(body.zone).toBe('America/Chicago');
    expect(body.rows).toMatchObject([
      {
        ticketId,
        client: 'acme',
        kind: 'charge',
        cents: 18_750,
        balanceCents: 18_750,
        minutes: 90,
        faultClass: 'client',
        clause: '3',
        policyVersion: 1,
        month: month(),
      },
    ]);
    expect((await desk.get('auditor', '/ledger?client=acme&month=2020-01')).body.rows).toStrictEqual([]);
  });

  it('is a file for spreadsheets', async () => {
    const ticketId = await charged('globex');
    const { headers, text } = await desk.get('billing', '/ledger?client=globex', CSV);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe('attachment; filename="after-hours-ledger.csv"');
    const [head, line, ...rest] = text.split('\r\n');
    expect(head).toContain('month,posted_at,posted_local,posting,client,ticket');
    expect(line).toContain(`,globex,${ticketId},1,charge,187.50,187.50,90,client,3,standard-support,1,`);
    expect(rest).toStrictEqual(['']);
  });

  it('adds up by month, client and kind, credits against charges', async () => {
    const ticketId = await charged('initech');
    const found = { faultClass: 'provider', reason: 'Our breaker after all' };
    const { proposal } = await desk.say('fault-reviewer', `/tickets/${ticketId}/cycles/1/supersession`, found);
    await desk.say('supervisor', `/tickets/${ticketId}/proposals/${proposal.proposalId}/approval`, {});
    const sums = await desk.until(
      'billing',
      `/statistics/after-hours?client=initech&month=gte:${month()}`,
      ({ rows }) => rows.length === 2,
    );
    expect(sums.rows).toStrictEqual([
      { month: month(), client: 'initech', kind: 'charge', postings: 1, cents: 18_750 },
      { month: month(), client: 'initech', kind: 'credit', postings: 1, cents: -18_750 },
    ]);
    const together = await desk.get('billing', '/statistics/after-hours?client=initech&by=client');
    expect(together.body.rows).toStrictEqual([{ month: month(), client: 'initech', postings: 2, cents: 0 }]);
  });
});

describe('The statistics of the clocks', () => {
  it('count what was met and what was breached, and withdrawn breaches apart', async () => {
    // An hour ago: too long for a P1, and soon enough for a P4 on any day of the week.
    const ticketId = await desk.openTicket('hooli', 'No calls', new Date(Date.now() - HOUR_MS).toISOString());
    const asked = `/statistics/sla?client=hooli&by=target&month=gte:${month(-1)},lte:${month(1)}`;
    const sumsOf = (body: { rows: { target: string }[] }, target: string) =>
      body.rows.filter((row) => row.target === target);
    await desk.say('agent', `/tickets/${ticketId}/triage`, { priority: 'P1' });
    const late = await desk.until('supervisor', asked, (body) =>
      sumsOf(body, 'respond').some((row) => 'breached' in row && row.breached === 1),
    );
    expect(sumsOf(late, 'respond')).toMatchObject([{ met: 0, breached: 1, withdrawn: 0, attainment: 0 }]);
    await desk.say('agent', `/tickets/${ticketId}/priority-corrections`, { priority: 'P4', reason: 'One handset' });
    const corrected = await desk.until('supervisor', asked, (body) =>
      sumsOf(body, 'respond').every((row) => 'breached' in row && row.breached === 0),
    );
    expect(sumsOf(corrected, 'respond')).toMatchObject([
      { met: 0, breached: 0, withdrawn: 1, pending: 1, attainment: null },
    ]);
    const { text } = await desk.get('supervisor', `${asked}&format=csv`);
    expect(text.split('\r\n')[0]).toBe('month,target,met,breached,pending,withdrawn,attainment_percent');
  });

  it('refuse what is no month and what nothing is told apart by', async () => {
    for (const wrong of [
      'month=march',
      'month=gte:2020-01',
      'by=colour',
      'sort=month',
      'limit=5',
      'month=gte:2026-02,lte:2026-01',
    ])
      expect((await desk.get('supervisor', `/statistics/sla?${wrong}`)).body.code).toBe('query.invalid');
    expect((await desk.get('agent', '/ledger')).body.code).toBe('auth.role');
  });
});
