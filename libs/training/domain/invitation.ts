// What an invited person is written, and which of it nobody has been written yet.

import { ms } from '#kernel';
import type { Invitation, KnownTraining } from './training';

/** Changes of one training that its invited hear of. */
const SEQUENCES = 1_000;

export type DueMail = {
  /** Of the message: which invitation, and which state of the training it tells of. */
  readonly number: number;
  readonly invitation: Invitation;
};
/** Nobody is written to about what has begun: also where the store is read again. */
export const dueMails = ({ appointment, invitations }: KnownTraining, now: number): readonly DueMail[] =>
  appointment === undefined || ms(appointment.startsAt) <= now
    ? []
    : [...invitations.values()]
        .filter(({ attended }) => !attended)
        .map((invitation) => ({ invitation, number: invitation.number * SEQUENCES + appointment.sequence }));
export const invitationOf = ({ invitations }: KnownTraining, number: number): Invitation | undefined =>
  [...invitations.values()].find((one) => one.number === Math.floor(number / SEQUENCES));

/** Templates are data; fields stand in double braces. */
export const TEMPLATES = {
  scheduled: {
    subject: 'Training: {{feature}}',
    text: '{{feature}} ({{product}}) is new, and we show it to you.\n\nWhen: {{from}} to {{to}}\nWhere: {{joinUrl}}\n{{read}}\nThe invitation for your calendar is attached.',
  },
  cancelled: {
    subject: 'Cancelled: {{feature}}',
    text: 'The training on {{feature}} ({{product}}) on {{from}} does not take place.',
  },
} as const;
export const filled = (template: string, fields: Readonly<Record<string, string>>): string =>
  template.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => fields[name] ?? '');
