import { ApiClient } from './api-client';

const client = new ApiClient();
let charged: string;
const VERSIONS = '/policies/standard-support/versions';
const publish = async (version: number, billing: object) => {
  const { document } = (await client.get('policy-admin', VERSIONS)).body.at(-1);
  const changed = { ...document, version, billing: { ...document.billing, ...billing } };
  return client.say('policy-admin', VERSIONS, { document: changed });
};
beforeAll(async () => {
  await client.open();
  charged = await client.night('acme');
  await client.determine(charged, 'client');
  await client.until('billing', `/tickets/${charged}/billing`, ({ postedCents }) => postedCents === 18_750);
  await publish(2, { ratePerHourCents: 10_000 });
  await publish(3, { ratePerHourCents: 20_000 });
});
afterAll(() => client.close());

const preview = (version: string, role: 'supervisor' | 'agent' = 'supervisor') =>
  client.get(role, `/tickets/${charged}/policy-rebinding/preview?version=${version}`);

describe('A preview of a rebinding', () => {
  it('says what the ledger would post, and what would wait', async () => {
    expect((await preview('2')).body).toMatchObject({
      ticketId: charged,
      policyId: 'standard-support',
      from: 1,
      to: 2,
      differenceCents: -3_750,
      clocks: [],
      charges: [{ event: 1, before: { postedCents: 18_750 }, after: { outcome: 'charged', postedCents: 15_000 } }],
      sentences: ['after-hours event 1: 187.50 USD posted (charged) → 150.00 USD posted (charged)'],
    });
    expect((await preview('3')).body).toMatchObject({
      differenceCents: 0,
      sentences: [
        'after-hours event 1: 187.50 USD posted (charged) → 187.50 USD posted, 300.00 USD at stake (charged, the rest waits: correction)',
      ],
    });
    expect((await preview('1')).body).toMatchObject({ differenceCents: 0, sentences: [] });
  });

  it('changes nothing, and is for those who may rebind or bill', async () => {
    await preview('2');
    expect((await client.get('billing', `/tickets/${charged}/billing`)).body.postedCents).toBe(18_750);
    expect((await client.get('agent', `/tickets/${charged}/page`)).body.policy.version).toBe(1);
    expect((await preview('2', 'agent')).status).toBe(403);
  });

  it.each([
    ['', 400, 'query.invalid'],
    ['0', 400, 'query.invalid'],
    ['4', 404, 'policy.unknown'],
  ])("refuses version '%s'", async (version, status, code) =>
    expect(await preview(version)).toMatchObject({ status, body: { code } }),
  );
});
