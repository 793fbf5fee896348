import type { FastifyInstance } from 'fastify';
import { requestError } from '#http-kit';

const DEPTH_MAX = 20;

/** Reads JSON bodies: refuses what is nested too deep before it is parsed, and `__proto__` and its kin after. */
export const readJsonBodies = (fastify: FastifyInstance): void => {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString();
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

/** Counts brackets outside of strings; a text that is no JSON may be miscounted and is refused by the parser then. */
export const isTooDeep = (text: string): boolean => {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (quoted) {
      if (character === BACKSLASH) i++;
      else if (character === QUOTE) quoted = false;
    } else if (character === QUOTE) quoted = true;
    else if (character === OPEN_BRACE || character === OPEN_BRACKET) {
      if (++depth > DEPTH_MAX) return true;
    } else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) depth--;
  }
  return false;
};
const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [34, 92, 123, 125, 91, 93];
