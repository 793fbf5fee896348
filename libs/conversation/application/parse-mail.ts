// RFC 5322 and MIME are mailparser's to read; which of what it finds is what, is said here.

import { createHash } from 'node:crypto';
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import type { Mail } from '../domain/mail';
import { replyText } from '../domain/reply-text';

const TEXT_MAX = 20_000;
const SUBJECT_MAX = 500;
const NAME_MAX = 255;
const REPORTS = ['message/delivery-status', 'message/rfc822', 'text/rfc822-headers'];
const REPORT_MAX = 256 * 1024;

/** A mail, and the bytes of its files by their hash. */
export type ParsedParts = Mail & { readonly contents: ReadonlyMap<string, Buffer> };

/** Reads a mail, whatever is in it: what cannot be decoded is shown as it came. */
export const parseMail = async (raw: Buffer): Promise<ParsedParts> => {
  const parsed = await simpleParser(raw, { skipTextToHtml: true, skipImageLinks: true });
  const { address, name } = firstOf(parsed.from);
  const report = reportIn(parsed, raw);
  return {
    ...(parsed.messageId !== undefined && { messageId: parsed.messageId }),
    ...(address !== undefined && { from: address.toLowerCase() }),
    ...(name !== undefined && name !== '' && { fromName: plain(name).slice(0, NAME_MAX) }),
    subject: plain(parsed.subject ?? '')
      .replace(/\s+/gu, ' ')
      .trim()
      .slice(0, SUBJECT_MAX),
    text: replyText(plain(parsed.text ?? '')).slice(0, TEXT_MAX),
    headers: headersOf(parsed),
    files: parsed.attachments
      .filter(({ contentType }) => !REPORTS.includes(contentType))
      .map(({ filename, contentType, content }) => ({
        name: plain(filename ?? 'attachment')
          .replaceAll(/[\\/]/g, '_')
          .slice(0, NAME_MAX),
        mediaType: /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/i.test(contentType) ? contentType : 'application/octet-stream',
        sha256: hashOf(content),
        bytes: content.length,
      })),
    ...(report !== undefined && { report }),
    contents: new Map(parsed.attachments.map(({ content }) => [hashOf(content), content])),
  };
};

const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
/** No text of ours holds a NUL or half a surrogate pair. */
const plain = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();
const firstOf = (from: AddressObject | undefined): { readonly address?: string; readonly name?: string } => {
  const first = from?.value[0];
  return {
    ...(first?.address !== undefined && { address: first.address }),
    ...(first?.name !== undefined && { name: first.name }),
  };
};
/** As they are written; of those that come more than once, each on a line. */
const headersOf = ({ headerLines }: ParsedMail): ReadonlyMap<string, string> => {
  const headers = new Map<string, string>();
  for (const { key, line } of headerLines) {
    const value = line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n\s+/g, ' ')
      .trim();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}\n${value}`);
  }
  return headers;
};
/** A report as it lies there: its parts are lines of headers, which are read where they are looked for. */
const reportIn = ({ headerLines }: ParsedMail, raw: Buffer): string | undefined =>
  headerLines.some(({ key, line }) => key === 'content-type' && /report-type="?delivery-status/i.test(line))
    ? raw.toString('utf8', 0, REPORT_MAX)
    : undefined;
