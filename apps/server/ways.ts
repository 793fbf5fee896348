// By which route that is said or read which a rule advises: the domain names the act, and nobody but the edge knows routes.

import { BILLING_COMMANDS, PROPOSAL_COMMANDS } from '#billing';
import type { DomainError } from '#kernel';
import { TICKET_COMMANDS } from '#ticketing';

const COMMANDS = { ...TICKET_COMMANDS, ...BILLING_COMMANDS, ...PROPOSAL_COMMANDS };
const ELSEWHERE = {
  OpenTicket: 'POST /tickets',
  SeeTicket: 'GET /tickets/{ticketId}/page',
  ListProposals: 'GET /tickets/{ticketId}/proposals',
  CloseMonth: 'POST /ledger/months/{month}/closing',
  ListClients: 'GET /clients',
  RegisterClient: 'POST /clients',
  SeeClient: 'GET /clients/{client}',
  ListStaff: 'GET /staff',
  RegisterStaff: 'POST /staff',
  ListMails: 'GET /queues/mails',
  ListPages: 'GET /pages',
  MakeCalendarFeed: 'POST /calendar-feeds',
  ListOutages: 'GET /outages',
  OpenOutage: 'POST /outages',
  DetachTicket: 'POST /outages/{outageId}/detachments',
  ListTrainings: 'GET /trainings',
  ListResources: 'GET /resources',
  ChangeContract: 'POST /clients/{client}/contract',
  PublishRoster: 'POST /rosters/{team}/versions',
} as const;

/** Every act that a rule may advise, with its route. */
export const WAYS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(COMMANDS).map(([act, { path }]) => [act, `POST /tickets/{ticketId}/${path}`] as const),
  ...Object.entries(ELSEWHERE),
]);

/** What the path of a request named. */
export type Params = Readonly<Record<string, string | number | undefined>>;

/** The sentence of a refusal with the routes that it advises; a `{…}` is filled in from the refusal, then from the request. */
export const inRoutes = ({ message, instead }: DomainError, params: Params = {}): string => {
  const named: Params = { ...params, ...instead?.of };
  const ways = (instead?.acts ?? []).flatMap((act) => WAYS.get(act) ?? []);
  const filled = ways.map((way) => way.replaceAll(/\{(\w+)\}/g, (blank, name: string) => `${named[name] ?? blank}`));
  return filled.length > 0 ? `${message.replace(/\.$/, '')}: ${filled.join(', ')}.` : message;
};
