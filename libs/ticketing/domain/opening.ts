// ticket-<id>, how it is opened: from when it counts, and as what until somebody has looked at it.

import { DomainError, ms } from '#kernel';
import type { Channel, Policy, Priority } from '#policy';
import type { TicketOpened } from './lifecycle-events';
import type { TicketContext } from './ticket-context';
import { type Category, tierOf } from './tier';
import type { VoicemailReceived } from './voicemail';

export type OpenTicket = {
  type: 'OpenTicket';
  client: string;
  requester?: string;
  channel: Channel;
  requested: Priority;
  summary: string;
  category?: Category;
  /** When the client contacted us, where that was before now. */
  contactedAt?: string;
  /** Raised by a system: nobody contacted us. */
  monitoring?: boolean;
  /** The message with which it begins: then nobody has to be known who calls. */
  voicemail?: Omit<VoicemailReceived, 'type'>;
} & NamedByRegister;
/** Ids of the client's register. */
export type NamedByRegister = { contact?: string; subscriber?: string; site?: string; service?: string };

export const opening = (command: OpenTicket, { at, actor, policy, fromNoc }: TicketContext): TicketOpened => {
  const { client, requester, channel, requested, summary, category = 'general', monitoring = false } = command;
  const contactedAt = command.contactedAt ?? at;
  if (ms(contactedAt) > ms(at))
    throw refusal('time.in-future', `The contact is said to be at ${contactedAt}; it is ${at} now.`);
  if (ms(contactedAt) < CALENDARS_BEGIN)
    throw refusal('time.out-of-range', `The contact is said to be at ${contactedAt}. No calendar goes back so far.`);
  return {
    type: 'TicketOpened',
    client,
    ...(requester !== undefined && { requester }),
    channel,
    requested,
    assigned: untriaged(requested, channel, ms(contactedAt), policy),
    summary,
    category,
    tier: tierOf(category, fromNoc ? 'noc-contact' : actor.role),
    ...(!monitoring && { contactedAt }),
    policyId: policy.id,
    policyVersion: policy.version,
    ...namedByRegister(command),
  };
};
const namedByRegister = ({ contact, subscriber, site, service }: NamedByRegister): NamedByRegister => ({
  ...(contact !== undefined && { contact }),
  ...(subscriber !== undefined && { subscriber }),
  ...(site !== undefined && { site }),
  ...(service !== undefined && { service }),
});

/** What a ticket counts as until somebody has looked: a P1 asked for at night is believed, if its policy says so. */
const untriaged = (requested: Priority, channel: Channel, contactedAt: number, policy: Policy): Priority =>
  policy.rules.untriagedP1 === 'as-requested' && requested === 'P1' && !policy.standardHours.isOpen(contactedAt)
    ? 'P1'
    : policy.document.defaultPriority[channel];

/** Clocks cannot be computed for what lies before (docs/policy.md). */
export const CALENDARS_BEGIN = Date.UTC(1970, 0, 2);

const refusal = (code: OpeningProblem, message: string) => new DomainError(code, message);
export type OpeningProblem = `time.${'in-future' | 'out-of-range'}`;
