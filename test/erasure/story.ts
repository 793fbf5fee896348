// A night with an outage, told in words that nobody else uses, wherever a person can type any.

import type { Role } from '#identity';
import type { ApiClient } from '../public/api-client';

/** Three in the morning in Chicago, on a Saturday. */
const CALL = Date.UTC(2026, 9, 3, 8);
const at = (minutes: number) => new Date(CALL + minutes * 60_000).toISOString();

/**
 * Opened, worked, judged, disputed, charged and confirmed; every text in it bears the word. Throws where a command is
 * refused. The ticket's number.
 */
export const tell = async (desk: ApiClient, word: string): Promise<string> => {
  const text = (what: string) => `${what}: ${word} of 12 Elm Street was there`;
  const opening = { client: 'acme', channel: 'phone', priority: 'P1', contactedAt: at(0) };
  const { ticketId } = await said(desk, 'supervisor', '/tickets', {
    ...opening,
    summary: text('No calls'),
    requester: `Ms ${word}`,
  });
  const say = (role: Role, route: string, body: object) => said(desk, role, `/tickets/${ticketId}/${route}`, body);
  await say('agent', 'triage', { priority: 'P3' });
  await say('agent', 'redirections', { to: 'portal', reason: text('redirected') });
  await say('agent', 'priority-corrections', { priority: 'P1', reason: text('corrected') });
  await say('agent', 'assignment', { assignee: 'anna', reason: text('assigned') });
  await say('agent', 'escalations', { to: 2, reason: text('escalated') });
  await say('agent', 'replies', { channel: 'phone', text: text('replied') });
  await say('agent', 'notes', { text: text('noted') });
  await say('client-contact', 'attachments', { name: `${word}.pdf` });
  await say('agent', 'waits', { for: 'customer', ask: text('asked') });
  await say('agent', 'resume', {});
  await say('engineer', 'work', { from: at(10), to: at(90) });
  await say('engineer', `work/${await workIn(desk, ticketId)}/amendments`, {
    from: at(10),
    to: at(100),
    reason: text('amended'),
  });
  await say('engineer', 'resolution', { code: 'power-restored', note: text('resolved') });
  const finding = { faultClass: 'client', reason: text('determined'), evidence: [text('seen'), text('heard')] };
  await say('fault-reviewer', 'cycles/1/determination', finding);
  await say('client-contact', 'disputes', { reason: text('disputed') });
  await say('billing', 'disputes/settlement', { reason: text('settled') });
  await say('billing', 'billing/waiver', { reason: text('waived') });
  const declined = await say('billing', 'billing/reinstatement', { reason: text('reinstated') });
  await say('supervisor', `proposals/${declined.proposal.proposalId}/refusal`, { reason: text('declined') });
  const { proposal } = await say('billing', 'billing/reinstatement', { reason: text('reinstated') });
  await say('supervisor', `proposals/${proposal.proposalId}/approval`, {});
  await say('client-contact', 'closing', { reason: text('confirmed') });
  return ticketId;
};

// biome-ignore lint/suspicious/noExplicitAny: whatever the route answers.
type Answer = any;

const said = async (desk: ApiClient, role: Role, path: string, body: object): Promise<Answer> => {
  const answer = await desk.say<Answer>(role, path, body);
  if (answer.status < 300) return answer.body;
  throw new Error(`${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
};

const workIn = async (desk: ApiClient, ticketId: string): Promise<string> => {
  const { body } = await desk.get<Answer>('supervisor', `/tickets/${ticketId}/page`);
  return body.work[0].workId;
};
