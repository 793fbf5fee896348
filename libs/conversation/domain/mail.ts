// What a mail is: whom it answers, what of it is new, and whether a person wrote it. Pure; reading RFC 5322 is elsewhere.

/** A mail as it was read. Header names are in lower case. */
export type Mail = {
  readonly messageId?: string;
  readonly from?: string;
  readonly fromName?: string;
  readonly subject: string;
  readonly text: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly files: readonly MailFile[];
  /** The parts of a delivery report, and of the message that it is about. */
  readonly report?: string;
};
export type MailFile = {
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
  readonly bytes: number;
};

export type MailKind = 'message' | 'bounce' | 'automatic';
const AUTOMATIC_SUBJECT =
  /^\s*(automatic reply|auto(matic)?[ -]?(reply|response)|out of (the )?office|abwesenheits?|automatische antwort|r[ée]ponse automatique|respuesta autom[áa]tica)/iu;
/** Who wrote it: a person, a mail server about one of ours, or a machine in somebody's absence (RFC 3834 and its kin). */
export const mailKindOf = ({ headers, from = '', subject, report }: Mail): MailKind => {
  const has = (name: string, form: RegExp) => form.test(headers.get(name) ?? '');
  if (report !== undefined || has('content-type', /report-type="?delivery-status/i)) return 'bounce';
  if (has('return-path', /^\s*<\s*>\s*$/) && /^(mailer-daemon|postmaster)@/i.test(from)) return 'bounce';
  if (/^mailer-daemon@/i.test(from)) return 'bounce';
  const answersItself =
    has('auto-submitted', /^\s*auto-/i) ||
    headers.has('x-autoreply') ||
    headers.has('x-autorespond') ||
    has('x-auto-response-suppress', /\b(all|oof|autoreply)\b/i) ||
    has('precedence', /^\s*(bulk|junk|list|auto_reply)/i) ||
    headers.has('list-id') ||
    AUTOMATIC_SUBJECT.test(subject);
  return answersItself ? 'automatic' : 'message';
};

/** Ours are `<ticket.revision@domain>`. */
const OURS = /<([0-9A-HJKMNP-TV-Z]{9})\.(\d{1,9})@([^>\s]+)>/g;
const NUMBER = /\[#([0-9A-HJKMNP-TV-Z]{9})\]/i;
export type ThreadPlace = { readonly ticketId: string; readonly messageId?: string };
const placesIn = (text: string, domain: string): readonly ThreadPlace[] =>
  [...text.matchAll(OURS)].flatMap(([, ticketId = '', revision = '', host]) =>
    host?.toLowerCase() === domain.toLowerCase() ? [{ ticketId, messageId: `${ticketId}.${revision}` }] : [],
  );
/** Which ticket a mail is about: by the message that it answers, else by the number in its subject. */
export const threadOf = ({ headers, subject }: Mail, domain: string): ThreadPlace | undefined => {
  const answered = placesIn(headers.get('in-reply-to') ?? '', domain).at(-1);
  const referred = placesIn(headers.get('references') ?? '', domain).at(-1);
  const number = NUMBER.exec(subject)?.[1]?.toUpperCase();
  return answered ?? referred ?? (number === undefined ? undefined : { ticketId: number });
};
/** Which of our messages came back: named in the report, or in what it quotes. */
export const bouncedIn = ({ report = '', text, headers }: Mail, domain: string): ThreadPlace | undefined =>
  placesIn(report, domain)[0] ??
  placesIn(text, domain)[0] ??
  placesIn(`${headers.get('in-reply-to') ?? ''} ${headers.get('references') ?? ''}`, domain).at(-1);
/** What the report says in a line; a delay is no bounce. */
export const bounceReason = ({ report = '', text }: Mail): string | undefined => {
  const action = /^action:\s*(\S+)/im.exec(report)?.[1]?.toLowerCase();
  if (action !== undefined && action !== 'failed') return undefined;
  const status = /^diagnostic-code:\s*(.+)$/im.exec(report)?.[1] ?? /^status:\s*(.+)$/im.exec(report)?.[1];
  return (status ?? text.split('\n').find((line) => line.trim() !== '') ?? 'It came back').trim().slice(0, 500);
};

/**
 * How far a sender can be believed, as our own mail server found (RFC 8601). `authserv`: that server's name; what anybody
 * else wrote into the mail is no finding.
 */
export type Sender = 'verified' | 'spoofed' | 'unverified';
export const senderOf = ({ headers }: Mail, authserv: string | undefined): Sender => {
  const found = (headers.get('authentication-results') ?? '')
    .split('\n')
    .find((line) => authserv !== undefined && line.trim().toLowerCase().startsWith(`${authserv.toLowerCase()};`));
  if (found === undefined) return 'unverified';
  if (/\bdmarc=pass\b/i.test(found)) return 'verified';
  return /\bdmarc=(fail|permerror)\b/i.test(found) || /\bspf=fail\b/i.test(found) ? 'spoofed' : 'unverified';
};
