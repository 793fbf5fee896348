// What somebody wrote, without what they quoted. Where it cannot be told, all of it is kept: better too much than a word lost.

/** Lines with which mail programs begin what they quote, in the languages that we have seen. */
const QUOTE_BEGINS: readonly RegExp[] = [
  /^-{2,}\s*(original message|forwarded message|urspr[üu]ngliche nachricht|message d'origine|mensaje original)\s*-{2,}$/iu,
  /^_{10,}$/,
  /^(on|le|el|am|il|op|den|em)\b.{4,200}\b(wrote|a [ée]crit|escribi[óo]|schrieb|ha scritto|schreef|skrev|escreveu).{0,80}:$/iu,
  /^\d{4}[-/.年]\d{1,2}.{0,120}(wrote|schrieb|のメール|写道).{0,20}[:：]$/iu,
  /^\d{4}年.{4,120}[:：]$/u,
  /^.{0,120}[<(][^\s@<>]+@[^\s@<>]+[>)].{0,40}(wrote|schrieb|a [ée]crit|escribi[óo]|写道)\s*[:：]$/iu,
];
/** The head that Outlook puts above what it quotes. */
const HEAD_LINE = /^\*?(from|von|de|da|van)\s*:\*?\s.+/i;
const HEAD_FOLLOWS = /^\*?(sent|gesendet|date|datum|envoy[ée]|enviado|to|an|subject|betreff)\s*:\*?\s/i;
const SIGNATURE = /^-- ?$/;

const beginsQuote = (lines: readonly string[], at: number): boolean => {
  const line = (lines[at] ?? '').trim();
  // A line that is too long is broken before its colon.
  const joined = `${line} ${(lines[at + 1] ?? '').trim()}`;
  if (QUOTE_BEGINS.some((form) => form.test(line) || (/^(on|am|le|el)\b/i.test(line) && form.test(joined))))
    return true;
  return HEAD_LINE.test(line) && lines.slice(at + 1, at + 4).some((next) => HEAD_FOLLOWS.test(next.trim()));
};

/**
 * The new part of a plain text. Quoted lines below are cut off with whatever announces them, and so is a signature;
 * answers written between quoted lines stay, with the quotes that they answer.
 */
export const replyText = (text: string): string => {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u200B\uFEFF]/g, '')
    .split('\n');
  const cut = lines.findIndex((_line, at) => beginsQuote(lines, at));
  const below = cut < 0 ? [] : lines.slice(cut + 1);
  const isAnsweredBelow = below.some(isQuoted) && below.some((line) => line.trim() !== '' && !isQuoted(line));
  const kept = cut < 0 || (isAnsweredBelow && own(lines.slice(0, cut)) === '') ? lines : lines.slice(0, cut);
  const signed = kept.findIndex((line) => SIGNATURE.test(line));
  const body = signed > 0 ? kept.slice(0, signed) : kept;
  const reply = trimmed(withoutTrailingQuote(body));
  return reply === '' ? trimmed(lines.join('\n')) : reply;
};
const isQuoted = (line: string): boolean => line.trimStart().startsWith('>');
const own = (lines: readonly string[]): string =>
  lines
    .filter((line) => !isQuoted(line))
    .join('')
    .trim();
const withoutTrailingQuote = (lines: readonly string[]): string => {
  const last = lines.findLastIndex((line) => line.trim() !== '' && !isQuoted(line));
  return lines.slice(0, last + 1).join('\n');
};
const trimmed = (text: string): string => text.replace(/\n{3,}/g, '\n\n').trim();
