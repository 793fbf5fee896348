// How two tickets of one client stand at a running server when two requests meet on them; told afresh for every race.

import type { ApiClient } from '../../public/api-client';
import type { TicketName } from '../desk-commands';
import { settled } from './outcome';
import type { RacedTicket, World } from './requests';

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Two or three in the morning in Chicago, yesterday: never within standard hours, whatever day it is. */
export const lastNight = (): number => Math.floor(Date.now() / DAY - 1) * DAY + 8 * 60 * MINUTE;

// biome-ignore lint/suspicious/noExplicitAny: whatever the route answers.
type Answer = any;
type Teller = (role: Parameters<ApiClient['say']>[0], path: string, body: object) => Promise<Answer>;
const teller =
  (desk: ApiClient): Teller =>
  async (role, path, body) => {
    const answer = await desk.say<Answer>(role, path, body);
    if (answer.status < 300) return answer.body;
    throw new Error(`${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
const reason = 'told before the race';

/** Three hours at night: $375, more than one person may waive. */
const worked = async (say: Teller, called: number): Promise<RacedTicket> => {
  const at = (minute: number) => new Date(called + minute * MINUTE).toISOString();
  const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'calls fail', contactedAt: at(0) };
  const { ticketId } = await say('supervisor', '/tickets', opening);
  await say('agent', `/tickets/${ticketId}/triage`, { priority: 'P1' });
  const { workId } = await say('engineer', `/tickets/${ticketId}/work`, { from: at(10), to: at(190) });
  return { ticketId, workId, proposalId: 'nobody-proposed-it' };
};
const charged = async (say: Teller, called: number): Promise<RacedTicket> => {
  const told = await worked(say, called);
  const path = (route: string) => `/tickets/${told.ticketId}/${route}`;
  await say('engineer', path('resolution'), { code: 'power', note: 'back' });
  await say('fault-reviewer', path('cycles/1/determination'), { faultClass: 'client', reason });
  await say('client-contact', path('closing'), {});
  return told;
};
const proposed = async (say: Teller, told: RacedTicket, route: string, body: object): Promise<RacedTicket> => {
  const role = route.startsWith('billing/') ? 'billing' : 'fault-reviewer';
  const { proposal } = await say(role, `/tickets/${told.ticketId}/${route}`, body);
  return { ...told, proposalId: proposal.proposalId };
};

type Story = (say: Teller, called: number, on: TicketName) => Promise<RacedTicket>;
const STORIES: Readonly<Record<string, Story>> = {
  'two in work': worked,
  'closed and charged': charged,
  'one charged, one in work': (say, called, on) => (on === 'S' ? worked(say, called) : charged(say, called)),
};
/** What is proposed on either ticket once it is charged. */
const PROPOSED: Readonly<Record<TicketName, readonly [route: string, body: object]>> = {
  S: ['billing/waiver', { reason }],
  T: ['cycles/1/supersession', { faultClass: 'provider', reason }],
};
const WITH_PROPOSALS = 'a waiver and a supersession proposed';
export const STORY_NAMES: readonly string[] = [...Object.keys(STORIES), WITH_PROPOSALS];

export const tellWorld = async (desk: ApiClient, story: string, called: number): Promise<World> => {
  const say = teller(desk);
  const tell = STORIES[story] ?? charged;
  const [S, T] = [await tell(say, called, 'S'), await tell(say, called, 'T')];
  await settled(desk, { S, T });
  if (story !== WITH_PROPOSALS) return { S, T, called };
  return {
    S: await proposed(say, S, ...PROPOSED.S),
    T: await proposed(say, T, ...PROPOSED.T),
    called,
  };
};
