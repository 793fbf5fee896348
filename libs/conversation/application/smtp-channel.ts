// SMTP by nodemailer. What the server said is told apart by whether it can have taken the message.

import { createTransport } from 'nodemailer';
import type { MailOptions } from './mail-options';

export type OutgoingMail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  /** Of the first message of the ticket: mail programs put them together. */
  readonly references: string;
  /** iCalendar, and what is asked for by it. */
  readonly calendar?: { readonly method: 'REQUEST' | 'CANCEL'; readonly content: string };
  /** Nobody's machine answers what a machine wrote. */
  readonly automatic: boolean;
};
/** `refused`: for now or for good. `unknown`: it may have been taken. */
export type ChannelOutcome =
  | { readonly is: 'accepted' }
  | { readonly is: 'refused'; readonly reason: string; readonly forGood: boolean }
  | { readonly is: 'unknown'; readonly reason: string };
export type MailChannel = { send(mail: OutgoingMail): Promise<ChannelOutcome> };

const TIMEOUT_MS = 30_000;

export const smtpChannel = ({ url = '', from = '', secure = false }: MailOptions): MailChannel => {
  const transport = createTransport({
    url,
    ...(secure && { requireTLS: true }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // A mail is text that we made: nothing of it names a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0]);
  return {
    send: async ({ to, subject, text, messageId, references, calendar, automatic }) => {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject,
          text,
          messageId,
          inReplyTo: references,
          references,
          ...(calendar && { icalEvent: { ...calendar, filename: 'invitation.ics' } }),
          headers: automatic ? { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } : {},
        });
        return { is: 'accepted' };
      } catch (error) {
        return outcomeOf(error as SmtpError);
      }
    },
  };
};

type SmtpError = Error & { readonly responseCode?: number; readonly command?: string; readonly code?: string };
/** Before the message itself was handed over the server cannot have taken it. */
const outcomeOf = ({ message, responseCode, command = '', code = '' }: SmtpError): ChannelOutcome => {
  const reason = message.replace(/\s+/g, ' ').slice(0, 300);
  if (responseCode !== undefined) return { is: 'refused', reason, forGood: responseCode >= 500 };
  const isBefore =
    /^(CONN|EHLO|HELO|STARTTLS|AUTH.*|MAIL FROM|RCPT TO|API)$/.test(command) ||
    /^(EDNS|ENOTFOUND|ECONNREFUSED|ETLS|EAUTH)$/.test(code);
  return isBefore ? { is: 'refused', reason, forGood: false } : { is: 'unknown', reason };
};
