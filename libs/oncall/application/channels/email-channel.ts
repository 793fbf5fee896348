// By mail, through the server that SMTP_URL names. Accepted by it is delivered; a bounce would come to the sender's mailbox.

import { createTransport } from 'nodemailer';
import { type Channel, type Delivery, subjectLine, textOf } from './channel';

const CONNECT_MS = 4_000;
const SILENT_MS = 7_000;
/** Together shorter than what a message may be under way for. */
const DEADLINE_MS = 9_000;

export type MailSettings = {
  /** smtp://user:password@host:587, or smtps://…:465. */
  readonly url: string;
  /** Whom the mails are from. */
  readonly from: string;
  /** Whether a connection that cannot be made secret is refused: everywhere but on this machine. */
  readonly requireTls: boolean;
};

export const emailChannel = ({ url, from, requireTls }: MailSettings): Channel => {
  const transport = createTransport({
    url,
    requireTLS: requireTls,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ address = '' }, message, isWanted) => {
      if (!(await isWanted())) return { is: 'called-off' };
      const mail = transport.sendMail({
        from,
        to: address,
        subject: `${subjectLine(message)}: you are called`,
        text: textOf(message),
        messageId: `<${message.id}@faultline>`,
        priority: 'high',
        headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' },
      });
      return Promise.race([mail.then(() => ({ is: 'delivered' }) as const, failureOf), late()]);
    },
  };
};

/** Nothing was sent yet where nobody was reached, or where the server said no; else it may have been taken. */
const REFUSED = ['ECONNECTION', 'EDNS', 'EAUTH', 'ETLS', 'EENVELOPE', 'ECONNREFUSED'];
type MailError = { code?: string; command?: string; responseCode?: number; message: string };
const failureOf = ({ code = '', command, responseCode, message }: MailError): Delivery => {
  const isRefused = command === 'CONN' || REFUSED.includes(code) || (responseCode !== undefined && responseCode >= 400);
  return {
    is: isRefused ? 'refused' : 'unknown',
    reason: `the mail server: ${responseCode ?? code} ${firstLine(message)}`,
  };
};
/** Without addresses, which servers repeat. */
const firstLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/\S+@\S+/g, '…').slice(0, 120);

const late = (): Promise<Delivery> =>
  new Promise((resolve) => {
    setTimeout(() => resolve({ is: 'unknown', reason: 'the mail server did not answer in time' }), DEADLINE_MS).unref();
  });
