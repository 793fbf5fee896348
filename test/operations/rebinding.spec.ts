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

describe('A rebinding', () => {
  const path = () => `/tickets/${charged}/policy-rebinding`;
  const reason = 'Opened under the figures of another contract';

  it('is proposed by one, shown with its money, and not approved by the same person', async () => {
    const { status, body } = await client.ask('supervisor', path(), { policyVersion: 2, reason });
    expect(status).toBe(202);
    expect(body.proposal).toMatchObject({ act: 'RebindPolicy', rule: 'policy_rebind', cents: -3_750, state: 'open' });
    const own = await client.ask(
      'supervisor',
      `/tickets/${charged}/proposals/${body.proposal.proposalId}/approval`,
      {},
    );
    expect([own.status, own.body.code]).toStrictEqual([403, 'proposal.own']);
    expect((await client.get('agent', `/tickets/${charged}/page`)).body.policy.version).toBe(1);
  });

  it('takes effect when another approves it: the ledger follows, under the version that it names', async () => {
    const { proposals } = (await client.get('policy-admin', `/tickets/${charged}/proposals`)).body;
    const [{ proposalId }] = proposals.filter(({ act }: { act: string }) => act === 'RebindPolicy');
    await client.say('policy-admin', `/tickets/${charged}/proposals/${proposalId}/approval`, {});
    const after = await client.until('billing', `/tickets/${charged}/billing`, (page) => page.postedCents === 15_000);
    expect(after.events[0].postings.at(-1)).toMatchObject({ kind: 'credit', cents: -3_750 });
    const page = (await client.get('supervisor', `/tickets/${charged}/page`)).body;
    expect(page.policy.version).toBe(2);
    expect(page.timeline).toContainEqual(
      expect.objectContaining({ event: 'TicketPolicyRebound', policyVersion: 2, approver: 'dev-policy-admin' }),
    );
    expect(page.commands).toContainEqual(expect.objectContaining({ command: 'RebindPolicy', path: path() }));
  });

  it('is refused to whom it is not for, and to a version that was never published', async () => {
    expect((await client.ask('agent', path(), { policyVersion: 3, reason })).status).toBe(403);
    expect(await client.ask('supervisor', path(), { policyVersion: 9, reason })).toMatchObject({
      status: 404,
      body: { code: 'policy.unknown' },
    });
    expect(await client.ask('supervisor', path(), { policyVersion: 0, reason })).toMatchObject({
      status: 400,
      body: { code: 'body.invalid' },
    });
  });
});
