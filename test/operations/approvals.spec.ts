import { ApiClient } from './api-client';

const desk = new ApiClient();
beforeAll(() => desk.open());
afterAll(() => desk.close());

const FOUND = { faultClass: 'provider', reason: 'It was our breaker after all' };
const charged = async (client: string, hours = 1.5): Promise<string> => {
  const ticketId = await desk.night(client, hours);
  await desk.determine(ticketId, 'client');
  await desk.until('billing', `/tickets/${ticketId}/page`, ({ timeline }) =>
    timeline.some(({ event }: { event: string }) => event === 'TicketBilled'),
  );
  return ticketId;
};
const posted = async (ticketId: string) => (await desk.get('auditor', `/tickets/${ticketId}/billing`)).body.postedCents;

describe('Two keys', () => {
  it('supersede a determination: one proposes, the other approves, and the client is credited', async () => {
    const ticketId = await charged('acme');
    const to = `/tickets/${ticketId}/cycles/1/supersession`;
    const { status, body } = await desk.ask('fault-reviewer', to, FOUND);
    expect([status, body.proposal]).toMatchObject([
      202,
      { state: 'open', act: 'SupersedeDetermination', rule: 'supersession', cents: -18_750, by: 'dev-fault-reviewer' },
    ]);
    expect(await posted(ticketId)).toBe(18_750);

    const approval = `/tickets/${ticketId}/proposals/${body.proposal.proposalId}/approval`;
    expect((await desk.ask('fault-reviewer', approval, {})).body.code).toBe('proposal.own');
    expect((await desk.ask('billing', approval, {})).body.code).toBe('proposal.role');
    expect((await desk.ask('supervisor', approval, { approver: 'sam' })).body.code).toBe('body.names-actor');
    expect(await desk.ask('supervisor', approval, {})).toMatchObject({
      status: 200,
      body: { proposal: { state: 'approved', endedBy: 'dev-supervisor' } },
    });
    const { events } = await desk.until(
      'billing',
      `/tickets/${ticketId}/billing`,
      ({ postedCents }) => postedCents === 0,
    );
    const credit = events[0].postings.at(-1);
    expect(credit).toMatchObject({
      kind: 'credit',
      cause: {
        rule: 'fault_provider',
        act: 'FaultDeterminationSuperseded',
        by: 'dev-fault-reviewer',
        approver: 'dev-supervisor',
        reason: FOUND.reason,
      },
    });
    expect(credit.explained[1]).toMatch(
      /^Because of FaultDeterminationSuperseded by dev-fault-reviewer, approved by dev-supervisor at .*: "It was our breaker after all"\. The rule: the fault was the provider's\.$/,
    );
    await desk.until('billing', '/ledger?client=acme&kind=credit', ({ rows }) => rows.length === 1);
    const { text } = await desk.get('billing', '/ledger?client=acme&kind=credit', { accept: 'text/csv' });
    expect(text.split('\r\n')[1]).toMatch(
      /,fault_provider,FaultDeterminationSuperseded,20[^,]+Z,dev-fault-reviewer,dev-supervisor,It was our breaker after all,$/,
    );
    expect((await desk.ask('supervisor', approval, {})).body.code).toBe('proposal.ended');
  });

  it('waive more than one may alone, and show both people the same proposal', async () => {
    const ticketId = await charged('globex', 3);
    const { status, body } = await desk.ask('billing', `/tickets/${ticketId}/billing/waiver`, { reason: 'Goodwill' });
    expect([status, body.proposal]).toMatchObject([202, { rule: 'waiver_above_limit', cents: -37_500 }]);
    const { proposalId } = body.proposal;
    for (const role of ['billing', 'supervisor'] as const)
      expect((await desk.get(role, `/tickets/${ticketId}/proposals`)).body.proposals).toMatchObject([
        { proposalId, state: 'open', reason: 'Goodwill', approvers: ['billing', 'supervisor'] },
      ]);
    const commands = async (role: 'billing' | 'supervisor' | 'agent') =>
      (await desk.get(role, `/tickets/${ticketId}/page`)).body.commands
        .map(({ command }: { command: string }) => command)
        .filter((command: string) => command.endsWith('Proposal'));
    expect(await commands('billing')).toStrictEqual(['DeclineProposal']);
    expect(await commands('supervisor')).toStrictEqual(['ApproveProposal', 'DeclineProposal']);
    expect(await commands('agent')).toStrictEqual([]);
    await desk.say('supervisor', `/tickets/${ticketId}/proposals/${proposalId}/refusal`, { reason: 'Not so much' });
    expect(await posted(ticketId)).toBe(37_500);
  });

  it('stand in a queue, with reason and money, until the second one has decided', async () => {
    const ticketId = await charged('hooli', 3);
    const { proposal } = await desk.say('billing', `/tickets/${ticketId}/billing/waiver`, { reason: 'Goodwill' });
    const shows = ({ rows }: { rows: { ticketId: string }[] }) => rows.some((row) => row.ticketId === ticketId);
    const { rows } = await desk.until('supervisor', '/queues/proposals?client=hooli', shows);
    expect(rows).toMatchObject([
      {
        ticketId,
        proposalId: proposal.proposalId,
        act: 'WaiveBilling',
        rule: 'waiver_above_limit',
        reason: 'Goodwill',
        cents: -37_500,
        by: 'dev-billing',
        approvers: ['billing', 'supervisor'],
        minutesWaiting: expect.any(Number),
      },
    ]);
    expect((await desk.get('billing', '/queues/proposals?by=dev-billing')).body.rows).toMatchObject([{ ticketId }]);
    await desk.say('supervisor', `/tickets/${ticketId}/proposals/${proposal.proposalId}/approval`, {});
    await desk.until('supervisor', '/queues/proposals?client=hooli', (body) => !shows(body));
    expect(await posted(ticketId)).toBe(0);
  });

  it('are needed once only: what one person may do is done at once', async () => {
    const ticketId = await charged('initech');
    expect(await desk.ask('billing', `/tickets/${ticketId}/billing/waiver`, { reason: 'Goodwill' })).toMatchObject({
      status: 200,
    });
    expect(await posted(ticketId)).toBe(0);
  });
});

describe('Facts under posted money', () => {
  it('are changed by billing or a supervisor, and above the limit with a second key', async () => {
    const ticketId = await charged('acme', 3);
    const { workId } = (await desk.get('supervisor', `/tickets/${ticketId}/page`)).body.work[0];
    const voiding = `/tickets/${ticketId}/work/${workId}/void`;
    const reason = { reason: 'It was planned work' };
    expect(await desk.ask('engineer', voiding, reason)).toMatchObject({
      status: 403,
      body: { code: 'facts.under-money' },
    });
    const correction = { priority: 'P3', reason: 'One handset only' };
    expect((await desk.ask('agent', `/tickets/${ticketId}/priority-corrections`, correction)).body.code).toBe(
      'facts.under-money',
    );
    const { status, body } = await desk.ask('billing', voiding, reason);
    expect([status, body.proposal]).toMatchObject([202, { rule: 'lowers_what_is_posted', cents: -37_500 }]);
    const approval = `/tickets/${ticketId}/proposals/${body.proposal.proposalId}/approval`;
    await desk.say('supervisor', approval, {});
    await desk.until('billing', `/tickets/${ticketId}/billing`, ({ postedCents }) => postedCents === 0);
  });

  it('are their own engineer’s until then, and nobody else’s', async () => {
    const ticketId = await desk.night('globex');
    const { workId } = (await desk.get('supervisor', `/tickets/${ticketId}/page`)).body.work[0];
    const reason = { reason: 'Written down twice' };
    expect((await desk.ask('on-call', `/tickets/${ticketId}/work/${workId}/void`, reason)).body.code).toBe(
      'work.not-yours',
    );
    expect((await desk.ask('engineer', `/tickets/${ticketId}/work/${workId}/void`, reason)).status).toBe(200);
  });
});
