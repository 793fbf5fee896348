// Mails as programs and servers write them, made by hand: what each must be taken for. `{T}` is a ticket of acme.

export type MailShape = {
  readonly what: string;
  /** Lines, joined with CRLF. Bytes beyond ASCII are written in latin1. */
  readonly raw: readonly string[];
  readonly kind: 'message' | 'bounce' | 'automatic';
  /** The ticket that it is about, or none. */
  readonly thread?: string;
  readonly text?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly files?: readonly string[];
  readonly sender?: 'verified' | 'spoofed' | 'unverified';
};

export const T = '7K3M9QXZW';
export const OURS = `<${T}.4@desk.example>`;
export const head = (...more: readonly string[]) => [
  'From: Bob Marsh <bob@acme.example>',
  'To: support@desk.example',
  ...more,
];
export const plain = (body: readonly string[], ...more: readonly string[]) => [
  ...head('Subject: Re: No calls', ...more),
  '',
  ...body,
];
export const typed = (type: string, encoding: string, body: readonly string[], ...more: readonly string[]) => [
  ...head(
    'Subject: No calls',
    'MIME-Version: 1.0',
    `Content-Type: ${type}`,
    `Content-Transfer-Encoding: ${encoding}`,
    ...more,
  ),
  '',
  ...body,
];
export const multipart = (type: string, ...parts: readonly (readonly string[])[]) => [
  ...head('Subject: No calls', 'MIME-Version: 1.0', `Content-Type: ${type}; boundary="b1"`),
  '',
  ...parts.flatMap((part) => ['--b1', ...part]),
  '--b1--',
];
export const TEXT = ['Content-Type: text/plain; charset=utf-8', '', 'It is dark.'];
export const base64 = (text: string, encoding: BufferEncoding = 'utf8') =>
  Buffer.from(text, encoding).toString('base64');
