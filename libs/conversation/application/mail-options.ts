/** Where mail goes and comes from; what is absent is not done. */
export type MailOptions = {
  /** `smtp://…` or `smtps://…`. */
  readonly url?: string;
  /** The address of the desk; its domain is that of our message ids. */
  readonly from?: string;
  /** What the webhook of incoming mail is signed with. */
  readonly webhookSecret?: string;
  /** The name of the mail server whose findings about senders are believed. */
  readonly authserv?: string;
  /** A maildir that is watched. */
  readonly maildir?: string;
  /** Whether the server must speak TLS. */
  readonly secure?: boolean;
};
export const MAIL_OPTIONS = Symbol('MailOptions');
