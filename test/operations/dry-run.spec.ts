import { randomUUID } from 'node:crypto';
import type { Role } from '#identity';
import { checkedFetch } from '../programs/checked-fetch';
import { ApiClient } from './api-client';

const desk = new ApiClient();
beforeAll(() => desk.open());
afterAll(() => desk.close());

const whatIf = async (role: Role, path: string, body: object) => {
  const response = await checkedFetch(`${desk.server.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${desk.server.keys[role]}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      prefer: 'dry-run',
    },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    applied: response.headers.get('preference-applied'),
    body: JSON.parse(await response.text()),
  };
};
const revisionOf = async (ticketId: string) => (await desk.get('supervisor', `/tickets/${ticketId}`)).body.revision;

describe('A dry run', () => {
  it('says what each verdict would cost before it is given, and gives none', async () => {
    const ticketId = await desk.night('acme');
    const path = `/tickets/${ticketId}/cycles/1/determination`;
    const revision = await revisionOf(ticketId);
    const client = await whatIf('fault-reviewer', path, { faultClass: 'client', reason: 'Their supply failed' });
    expect(client).toMatchObject({
      status: 200,
      applied: 'dry-run',
      body: {
        dryRun: true,
        before: { postedCents: 0, events: [{ outcome: 'pending' }] },
        after: { postedCents: 18_750, events: [{ outcome: 'charged', minutes: 90 }] },
      },
    });
    expect(client.body.events).toContainEqual({ stream: 'billing', event: 'ChargePosted' });
    const provider = await whatIf('fault-reviewer', path, { faultClass: 'provider', reason: 'Our card was dead' });
    expect(provider.body.after).toMatchObject({ postedCents: 0, events: [{ outcome: 'not_applicable' }] });
    expect(await revisionOf(ticketId)).toBe(revision);
    // In earnest it comes to what was said, whatever was asked before.
    await desk.determine(ticketId, 'client');
    await desk.until('billing', `/tickets/${ticketId}/billing`, ({ postedCents }) => postedCents === 18_750);
  });

  it('of a priority says when each clock would be due', async () => {
    const ticketId = await desk.openTicket('globex');
    const { body } = await whatIf('agent', `/tickets/${ticketId}/triage`, { priority: 'P3' });
    const dueOf = (clocks: { target: string; dueAt?: string }[]) =>
      clocks.find(({ target }) => target === 'respond')?.dueAt;
    expect([body.before.priority, body.after.priority]).toStrictEqual(['P1', 'P3']);
    expect(dueOf(body.after.clocks)).not.toBe(dueOf(body.before.clocks));
    expect((await desk.get('agent', `/tickets/${ticketId}`)).body).toMatchObject({ status: 'new', priority: 'P1' });
  });

  it('is refused as the command would be', async () => {
    const ticketId = await desk.openTicket('globex');
    expect(await whatIf('agent', `/tickets/${ticketId}/resume`, {})).toMatchObject({
      status: 409,
      body: { code: 'ticket.not-in-state' },
    });
  });

  it('is refused where there is none, and nothing is done', async () => {
    const opening = { client: 'acme', channel: 'phone', priority: 'P2', summary: 'Only asking' };
    expect(await whatIf('agent', '/tickets', opening)).toMatchObject({ status: 400, body: { code: 'prefer.dry-run' } });
    expect((await desk.get('agent', '/tickets?q=asking')).body.rows).toStrictEqual([]);
  });
});
