import type { FastifyInstance } from 'fastify';
import { requestError } from '#http-kit';

const DEPTH_MAX = 20;
const MAIL_MAX = 16 * 1024 * 1024;

/**
 * Reads JSON bodies: refuses bytes that are no UTF-8 (a lenient decoder would store U+FFFD in their place), what is
 * nested too deep before it is parsed, and `__proto__` and its kin after.
 */
export const readJsonBodies = (fastify: FastifyInstance): void => {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  // What the pages for people send: the link to a charge takes one text, a button has nothing to say.
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, body, done) =>
    body.length === 0 || isOfPage(request.url)
      ? done(null, body.length === 0 ? undefined : formIn(body as Buffer))
      : done(requestError('body.media-type', 'Send JSON, with Content-Type: application/json.'), undefined),
  );
  // A file passes through: its route reads it from the connection, as fast as it is written to the disk.
  fastify.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null, undefined));
  // A mail as it came: whoever takes it reads the bytes, once it knows who has signed them.
  fastify.addContentTypeParser('message/rfc822', { parseAs: 'buffer', bodyLimit: MAIL_MAX }, (_request, body, done) =>
    done(null, body),
  );
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const charset = charsetOf(request.headers['content-type']);
    if (charset !== undefined && charset !== 'utf-8')
      return done(
        requestError('body.media-type', 'Bodies are read as UTF-8. Send it so, with Content-Type: application/json.'),
        undefined,
      );
    const text = decoded(body as Buffer);
    if (text === undefined)
      return done(
        requestError('body.malformed', 'The body holds bytes that are no UTF-8. Encode it so and send it again.'),
        undefined,
      );
    // What was signed is what came, to the byte.
    Object.assign(request, { rawBody: text });
    if (text === '') return done(null, undefined);
    if (isTooDeep(text))
      return done(requestError('body.too-deep', `A body may be nested ${DEPTH_MAX} levels deep, no more.`), undefined);
    // A parser's own words would quote the body, and where it is wrong is easily found.
    return parse(request, text, (error, parsed) =>
      error
        ? done(
            requestError('body.malformed', 'The body is no JSON, or names __proto__. Send one JSON object.'),
            undefined,
          )
        : done(null, parsed),
    );
  });
};

const isOfPage = (url: string): boolean => url.startsWith('/charges/');
/** The fields of a form, each once; nothing where the bytes are no UTF-8. */
const formIn = (body: Buffer): object | undefined => {
  const text = decoded(body);
  return text === undefined ? undefined : Object.fromEntries([...new URLSearchParams(text)].slice(0, FIELDS_MAX));
};
const FIELDS_MAX = 10;

/** The charset that a media type names, in lower case. */
const charsetOf = (contentType = ''): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(contentType)?.[1]?.toLowerCase();

/** Without a byte order mark, where there is one; nothing where the bytes are no UTF-8. */
const decoded = (body: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
};

/** Counts brackets outside of strings; a text that is no JSON may be miscounted and is refused by the parser then. */
export const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (character === '"') i = endOfString(text, i);
    else depth += LEVELS[character] ?? 0;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
};
const LEVELS: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

const endOfString = (text: string, start: number): number => {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
};
