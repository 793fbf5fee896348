import { ApiClient } from './api-client';

const client = new ApiClient();
let charged: string;
beforeAll(async () => {
  await client.open();
  charged = await client.night('acme');
  await client.determine(charged, 'client');
  await client.until('billing', `/tickets/${charged}/billing`, ({ postedCents }) => postedCents === 18_750);
  const other = await client.openTicket('globex');
  await client.say('agent', `/tickets/${other}/triage`, { priority: 'P3' });
  await client.until('agent', '/tickets', ({ rows }) => rows.length === 2);
});
afterAll(() => client.close());

const VERSIONS = '/policies/standard-support/versions';
const newest = async () => (await client.get('policy-admin', VERSIONS)).body.at(-1).document;
const merged = (document: object, patch: object): object =>
  Object.fromEntries(
    Object.entries({ ...document, ...patch }).map(([key, value]) => {
      const [below, above] = [(document as Record<string, unknown>)[key], (patch as Record<string, unknown>)[key]];
      return [key, isObject(below) && isObject(above) ? merged(below, above) : value];
    }),
  );
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const preview = async (patch: object, path = '/policies/standard-support/previews') => {
  const document = merged({ ...(await newest()), version: 2 }, patch);
  const response = await fetch(`${client.server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${client.server.keys['policy-admin']}`, 'content-type': 'application/json' },
    body: JSON.stringify({ document }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answers; specs look at single fields.
  return { status: response.status, body: (await response.json()) as any };
};

describe('A preview of a policy', () => {
  it('says what publishing would change, and what that would mean for the latest tickets', async () => {
    const { status, body } = await preview({
      billing: { ratePerHourCents: 20_000 },
      priorities: { P1: { resolve: 20_000 } },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      policyId: 'standard-support',
      version: 2,
      changes: ['P1 resolve: 1440 → 20000 minutes', 'billing rate per hour: 125.00 → 200.00 USD'],
      warnings: [],
      notCarriedOut: [],
      effect:
        'Had the 2 latest tickets been opened under it, 1 would have other clocks and 1 another charge: ' +
        '112.50 USD more in all. Tickets that are open keep the version that they have.',
    });
    const ticket = body.sample.find(({ ticketId }: { ticketId: string }) => ticketId === charged);
    expect(ticket).toMatchObject({
      client: 'acme',
      status: 'resolved',
      differenceCents: 11_250,
      charges: [
        {
          event: 1,
          before: { outcome: 'charged', minutes: 90, postedCents: 18_750 },
          after: { outcome: 'charged', minutes: 90, postedCents: 30_000 },
        },
      ],
    });
    expect(ticket.clocks.map(({ target }: { target: string }) => target)).toStrictEqual(['resolve']);
    expect(ticket.sentences).toStrictEqual([
      expect.stringMatching(
        /^resolve of cycle 1: \w+, due Sun \d+ \w+, 0[23]:00 C[SD]T → \w+, due \w{3} \d+ \w+, \d\d:\d\d C[SD]T$/,
      ),
      'after-hours event 1: 187.50 USD posted (charged) → 300.00 USD posted (charged)',
    ]);
  });

  it('warns, and names no effect where there is none', async () => {
    const { body } = await preview({ priorities: { P4: { respond: 6000 } } });
    expect(body.warnings).toStrictEqual([expect.stringMatching(/^priorities\.P4\.respond: /)]);
    expect(body.effect).toMatch(/ 0 would have other clocks and 0 another charge: the sum stays the same in all/);
    expect(body.sample).toHaveLength(2);
    for (const ticket of body.sample) expect(ticket).toMatchObject({ clocks: [], charges: [], sentences: [] });
  });

  it('refuses what publishing refuses', async () => {
    expect(await preview({ priorities: { P4: { resolve: 99_999_999 } } })).toMatchObject({
      status: 422,
      body: {
        code: 'policy.invalid',
        detail: expect.stringMatching(/^priorities\.P4\.resolve: .*At most \d+/),
        errors: [{ field: 'priorities.P4.resolve', message: expect.stringMatching(/^99999999 is too large/) }],
      },
    });
    expect(await preview({ version: 7, timezone: 'UTC' })).toMatchObject({
      status: 409,
      body: { code: 'policy.not-next' },
    });
    expect(await preview({}, '/policies/gold/previews')).toMatchObject({ status: 400, body: { code: 'path.invalid' } });
    expect(await preview({}, '/policies/standard-support/previews?publish=true')).toMatchObject({
      status: 400,
      body: { code: 'query.invalid' },
    });
  });

  it('publishes nothing, moves no clock and posts nothing', async () => {
    const before = (await client.get('auditor', `/tickets/${charged}/history`)).body;
    await preview({ billing: { ratePerHourCents: 1 } });
    expect((await client.get('policy-admin', VERSIONS)).body).toHaveLength(1);
    expect((await client.get('auditor', `/tickets/${charged}/history`)).body).toStrictEqual(before);
    expect((await client.get('billing', `/tickets/${charged}/billing`)).body.postedCents).toBe(18_750);
  });
});
