import { openerOf, verifyBundle } from '#audit/module';
import { EVERYTHING } from '#audit/testing';
import { ApiClient } from './api-client';

// The story of the money is readable: who showed the terms, who answered, judged, waived and reinstated, when and why.

const desk = new ApiClient();
beforeAll(() => desk.open());
afterAll(() => desk.close());

const named = (lines: readonly { event: string; stream: string }[]) =>
  lines.filter(({ stream }) => stream === 'billing').map(({ event }) => event);

/** Of the first story, for those who ask about it afterwards. */
let told = '';

describe('The story of the money', () => {
  it('stands on the page, in the billing answer and in the file, from the terms to the reinstatement', async () => {
    const ticketId = await desk.openTicket('acme');
    told = ticketId;
    const { words, firstMinuteCents } = (await desk.get('agent', `/tickets/${ticketId}/terms`)).body;
    expect([words, firstMinuteCents]).toStrictEqual([
      expect.stringContaining('the first minute costs $125.00'),
      12_500,
    ]);
    await desk.say('agent', `/tickets/${ticketId}/terms/disclosures`, { channel: 'phone' });
    await desk.say('client-contact', `/tickets/${ticketId}/terms`, { accepted: true });
    await desk.say('agent', `/tickets/${ticketId}/triage`, { priority: 'P1' });
    const day = (await desk.get('agent', `/tickets/${ticketId}/page`)).body.contacts[0].at.slice(0, 10);
    const work = { from: `${day}T08:10:00Z`, to: `${day}T08:40:00Z` };
    await desk.say('engineer', `/tickets/${ticketId}/work`, work);
    await desk.say('engineer', `/tickets/${ticketId}/resolution`, { code: 'power', note: 'Another outlet' });
    await desk.determine(ticketId, 'client');
    await desk.until('billing', `/tickets/${ticketId}/billing`, ({ postedCents }) => postedCents === 12_500);
    await desk.say('billing', `/tickets/${ticketId}/billing/waiver`, { reason: 'Goodwill' });
    const { proposal } = await desk.say('billing', `/tickets/${ticketId}/billing/reinstatement`, { reason: 'Agreed' });
    await desk.say('supervisor', `/tickets/${ticketId}/proposals/${proposal.proposalId}/approval`, {});
    const ledger = await desk.until(
      'billing',
      `/tickets/${ticketId}/billing`,
      ({ events }) => events[0].postings.length === 3,
    );

    expect(ledger.events[0].acts).toMatchObject([
      { act: 'TermsDisclosed', by: 'dev-agent', channel: 'phone', words },
      { act: 'TermsAccepted', by: 'dev-client-contact' },
      { act: 'FaultDetermined', by: 'dev-fault-reviewer', reason: 'Their power supply failed', faultClass: 'client' },
      { act: 'BillingWaived', by: 'dev-billing', reason: 'Goodwill' },
      { act: 'BillingReinstated', by: 'dev-billing', approver: 'dev-supervisor', reason: 'Agreed' },
    ]);
    const { timeline } = (await desk.get('billing', `/tickets/${ticketId}/page`)).body;
    expect(named(timeline)).toStrictEqual([
      'TermsDisclosed',
      'TermsAccepted',
      'BillingWaived',
      'DecisionProposed',
      'DecisionApproved',
      'BillingReinstated',
    ]);
    expect(timeline.find(({ event }: { event: string }) => event === 'BillingWaived')).toMatchObject({
      by: { id: 'dev-billing', role: 'billing' },
      reason: 'Goodwill',
      afterHoursEvent: 1,
      atLocal: expect.stringMatching(/ C[SD]T$/),
    });

    const { text } = await desk
      .until('billing', '/ledger?client=acme', ({ rows }) => rows.length === 3)
      .then(() => desk.get('billing', '/ledger?client=acme&format=csv'));
    const [, charge, credit, rebill] = text.split('\r\n');
    const instant = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
    expect(charge).toMatch(
      new RegExp(`,charged,FaultDetermined,${instant},dev-fault-reviewer,,Their power supply failed,`),
    );
    expect(credit).toMatch(new RegExp(`,waived,BillingWaived,${instant},dev-billing,,Goodwill,`));
    expect(rebill).toMatch(new RegExp(`,charged,BillingReinstated,${instant},dev-billing,dev-supervisor,Agreed,`));
  });

  it('tells a client what was done about their money, and not who of the staff did it', async () => {
    const ticketId = await desk.openTicket('acme');
    await desk.say('agent', `/tickets/${ticketId}/terms/disclosures`, { channel: 'email' });
    await desk.say('billing', `/tickets/${ticketId}/billing/waiver`, { reason: 'They are always like that' });
    const page = (await desk.get('client-contact', `/tickets/${ticketId}/page`)).text;
    const ledger = (await desk.get('client-contact', `/tickets/${ticketId}/billing`)).text;
    for (const text of [page, ledger]) {
      expect(text).toContain('TermsDisclosed');
      expect(text).toContain('BillingWaived');
      for (const internal of ['dev-agent', 'dev-billing', 'always like that']) expect(text).not.toContain(internal);
    }
    const refused = await desk.ask('client-contact', `/tickets/${ticketId}/terms/disclosures`, { channel: 'email' });
    expect(refused.status).toBe(403);
  });

  it('is one story for an auditor: every stream in the order of the store, each event with its author, cause and leaf', async () => {
    const { events } = (await desk.get('auditor', `/tickets/${told}/events`)).body;
    const streams = new Set(events.map(({ stream }: { stream: string }) => stream.replace(`-${told}`, '')));
    expect([...streams]).toEqual(expect.arrayContaining(['ticket', 'sla', 'billing', 'public']));
    const places = events.map(({ position }: { position: { commit: string } }) => BigInt(position.commit));
    expect(places).toStrictEqual(places.toSorted((one: bigint, other: bigint) => Number(one - other)));
    for (const { leaf, stamp } of events)
      expect([leaf, stamp]).toStrictEqual([
        expect.stringMatching(/^[0-9a-f]{64}$/),
        expect.objectContaining({ actor: expect.anything(), causationId: expect.any(String) }),
      ]);
    const ledger = (await desk.get('auditor', `/audit/streams/billing-${told}?limit=2`)).body;
    expect([ledger.events.length, ledger.next]).toStrictEqual([2, 2]);
    expect((await desk.get('auditor', `/audit/streams/keys-${told}`)).body.code).toBe('path.invalid');
    expect((await desk.get('supervisor', `/tickets/${told}/events`)).status).toBe(403);
  });

  it('is told as it stood: what had happened by one instant, of what was known at another', async () => {
    const { events } = (await desk.get('auditor', `/tickets/${told}/events`)).body;
    const recorded = (type: string): string =>
      events.find(({ event }: { event: { type: string } }) => event.type === type).stamp.recordedAt;
    const [charged, waived] = [recorded('ChargePosted'), recorded('BillingWaived')];
    const before = new Date(Date.parse(charged) - 1).toISOString();
    const cents = async (asked: string) =>
      (await desk.get('billing', `/tickets/${told}/billing?${asked}`)).body.postedCents;
    expect([await cents(`asOf=${before}`), await cents(`knownAt=${charged}`)]).toStrictEqual([0, 12_500]);
    const page = (await desk.get('billing', `/tickets/${told}/page?asOf=${waived}&knownAt=${waived}`)).body;
    expect(page).toMatchObject({ at: waived, money: { postedCents: expect.any(Number) }, commands: [] });
    expect(named(page.timeline)).not.toContain('DecisionProposed');
    const opened = events[0].stamp;
    const early = `asOf=${opened.occurredAt}`;
    expect((await desk.get('agent', `/tickets/${told}/page?${early}`)).body.status).toBe('new');
    expect((await desk.get('agent', `/tickets/${told}/sla/explanation?${early}`)).body.at).toBe(opened.occurredAt);
    const unheard = new Date(Date.parse(opened.recordedAt) - 1).toISOString();
    const asked = `asOf=${charged}&knownAt=${unheard}`;
    expect((await desk.get('agent', `/tickets/${told}/page?${asked}`)).status).toBe(404);
    expect((await desk.get('agent', `/tickets/${told}/page?asOf=2026-03-14T03:10:00`)).body.code).toBe(
      'time.no-offset',
    );
  });

  it('is found by whoever looks for waivers and for acts of two persons', async () => {
    const { rows } = await desk.until('auditor', '/audit/findings', ({ isComplete }) => isComplete);
    const found = rows.filter(({ stream }: { stream: string }) => stream === `billing-${told}`);
    expect(found).toContainEqual(expect.objectContaining({ kind: 'waiver', who: 'dev-billing' }));
    expect(found).toContainEqual(
      expect.objectContaining({ kind: 'second-person', who: 'dev-billing, dev-supervisor' }),
    );
    const only = (await desk.get('auditor', '/audit/findings?kind=waiver&limit=1')).body.rows;
    expect(only).toMatchObject([{ kind: 'waiver' }]);
  });

  it('is on the page that a supervisor signs, with both names and both times', async () => {
    const { rows, page } = (await desk.get('auditor', '/audit/duties?from=2026-01-01T00:00:00Z')).body;
    expect(rows).toContainEqual(
      expect.objectContaining({
        kind: 'second-person',
        stream: `billing-${told}`,
        first: { by: 'dev-billing', at: expect.any(String) },
        second: { by: 'dev-supervisor', role: 'supervisor', at: expect.any(String) },
      }),
    );
    expect(page).toMatch(/proposed by dev-billing at .*approved by dev-supervisor at/);
    expect(page).toMatch(/^sha256 [0-9a-f]{64} of the lines above$/m);
    const { body } = await desk.get('auditor', '/audit/duties?to=2026-01-01T00:00:00Z');
    expect(body.rows).toStrictEqual([]);
    expect((await desk.get('supervisor', '/audit/duties')).status).toBe(403);
  });

  it('is known to have been read, by whom and what they asked, once a minute', async () => {
    await desk.get('auditor', `/tickets/${told}/history?knownAt=2026-03-14T03:10:00Z`);
    const { rows } = (await desk.get('auditor', `/audit/readings?subject=${told}`)).body;
    expect(rows[0]).toMatchObject({
      what: 'ticket-history',
      question: 'knownAt=2026-03-14T03:10:00Z',
      by: 'dev-auditor',
      role: 'auditor',
    });
    expect(rows).toContainEqual(expect.objectContaining({ what: 'ticket-ledger', by: 'dev-billing' }));
    // A page is written down where it was asked about the past, and no page of the desk's daily work is.
    const pages = rows.filter(({ what }: { what: string }) => what === 'ticket');
    expect(pages.map(({ role }: { role: string }) => role)).toContain('agent');
    for (const { role, question = '' } of pages)
      expect([role === 'auditor' || /asOf|knownAt/.test(question)]).toStrictEqual([true]);
    const again = (await desk.get('auditor', `/audit/readings?subject=${told}`)).body.rows;
    expect(again).toHaveLength(rows.length);
  });

  it('is proved by a file that holds without the server, as soon as the notary has signed for it', async () => {
    const { status, text } = await desk.get('auditor', `/tickets/${told}/bundle`);
    const found =
      status === 200 ? verifyBundle(text, { open: openerOf(EVERYTHING), trusted: [] }).faults : JSON.parse(text).code;
    expect([[], 'bundle.not-made']).toContainEqual(found);
    expect((await desk.get('agent', `/tickets/${told}/bundle`)).status).toBe(403);
  });
});
