// ticket-<id>, when the client contacted us, written down wrongly: the instant or the channel of a contact is corrected,
// and clocks and money go by what is right. A reopening is a contact too, but it begins a cycle: it stays as it is.

import { DomainError, type Instead, iso, ms } from '#kernel';
import type { Channel } from '#policy';
import type { Contact, Conversation, Origin } from './contacts';
import { CALENDARS_BEGIN } from './opening';

// Events. These names and fields are the storage format.
export type ClientContactCorrected = {
  type: 'ClientContactCorrected';
  /** The contact that is meant, by the instant that was written down. */
  was: string;
  contactedAt: string;
  channel?: Channel;
  /** When the client first contacted us, now; absent where the correction does not touch that. */
  firstContactAt?: string;
  reason: string;
};
export type CorrectContact = {
  type: 'CorrectContact';
  was: string;
  contactedAt: string;
  channel?: Channel;
  reason: string;
};

type Contacts = Pick<Conversation, 'contacts' | 'origins'>;
const startsClocks = ({ how }: Origin): boolean => how === 'opening' || how === 'absorbed';
/** The one that is meant; -1 where there is none that can be corrected. */
const indexOf = ({ contacts, origins }: Contacts, was: string): number =>
  contacts.findIndex(({ at }, index) => at === ms(was) && origins[index]?.how !== 'reopening');

/** The contacts with one of them corrected: the same list where there is no such one. */
export const corrected = (
  state: Contacts,
  { was, contactedAt, channel }: Pick<CorrectContact, 'was' | 'contactedAt' | 'channel'>,
): readonly Contact[] => {
  const index = indexOf(state, was);
  return state.contacts.map((contact, i) =>
    i === index ? { at: ms(contactedAt), channel: channel ?? contact.channel } : contact,
  );
};

export const correctionOf = (
  command: CorrectContact,
  state: Contacts & Pick<Conversation, 'cycleStarts'>,
  now: string,
): readonly ClientContactCorrected[] => {
  const { was, contactedAt, channel, reason } = command;
  const index = indexOf(state, was);
  const [contact, origin] = [state.contacts[index], state.origins[index]];
  if (!contact || !origin)
    throw refusal('contact.unknown', `No contact at ${was} can be corrected. Its page lists those that can.`, {
      acts: ['SeeTicket'],
    });
  if (contact.at === ms(contactedAt) && (channel === undefined || channel === contact.channel)) return [];
  mustLieInCycle(origin, ms(contactedAt), state.cycleStarts, now);
  const first = corrected(state, command)
    .filter((_, i) => startsClocks(state.origins[i] ?? origin))
    .map(({ at }) => at);
  return [
    {
      type: 'ClientContactCorrected',
      was,
      contactedAt,
      ...(channel !== undefined && { channel }),
      ...(startsClocks(origin) && { firstContactAt: iso(Math.min(...first)) }),
      reason,
    },
  ];
};

/** `cycleStarts`: of each cycle, the first at the first contact. */
const mustLieInCycle = (origin: Origin, at: number, cycleStarts: readonly number[], now: string): void => {
  if (at > ms(now)) throw refusal('time.in-future', `The contact is dated ${iso(at)}; it is ${now} now.`);
  if (at < CALENDARS_BEGIN)
    throw refusal('time.out-of-range', `The contact is dated ${iso(at)}. No calendar goes back so far.`);
  const end = cycleStarts[origin.cycle] ?? Number.POSITIVE_INFINITY;
  const begin = startsClocks(origin) ? Number.NEGATIVE_INFINITY : (cycleStarts[origin.cycle - 1] ?? 0);
  if (at >= begin && at < end) return;
  throw refusal(
    'time.before-cycle',
    `The contact belongs to cycle ${origin.cycle}, and ${iso(at)} does not lie in it. Correct the instant.`,
  );
};

const refusal = (code: CorrectionProblem, message: string, instead?: Instead) =>
  new DomainError(code, message, instead);
export type CorrectionProblem = 'contact.unknown' | `time.${'in-future' | 'out-of-range' | 'before-cycle'}`;
