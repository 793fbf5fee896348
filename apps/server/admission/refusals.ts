// What is said at the door to whom there is no room for, made once: it is said most when there is least time.

import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { type Problem, problemDocument } from '../problems';
import { DATA_HEADERS, SECURE_DATA_HEADERS } from '../security-headers';
import type { RequestClass } from './classes';

export type Refusal = { readonly status: number; readonly body: string };

const BUSY = 'More is asked of this server than it can do.';
const AGAIN = 'Nothing was done. Send it again after the seconds in Retry-After';
const DETAIL: Readonly<Record<RequestClass, string>> = {
  commands: `${BUSY} ${AGAIN}, under the same key.`,
  bodies: `${BUSY} ${AGAIN}, under the same key.`,
  reads: `${BUSY} Ask again after the seconds in Retry-After.`,
  exports: 'Long answers are given a few at a time. Ask again after the seconds in Retry-After.',
  streams: 'More streams are open than this server keeps. Come back after the seconds in Retry-After.',
};

const refusal = (code: Problem, detail: string): Refusal => {
  const problem = problemDocument(code, detail);
  return { status: problem.status, body: JSON.stringify(problem) };
};

/** Where a class has no room. */
export const OVERLOADED = Object.fromEntries(
  Object.entries(DETAIL).map(([kind, detail]) => [kind, refusal('server.overloaded', detail)]),
) as Readonly<Record<RequestClass, Refusal>>;

/** Where one caller asks more often than `perSecond`. */
export const tooOften = (perSecond: number): Refusal =>
  refusal(
    'rate.exceeded',
    `One caller may ask ${perSecond} times a second, and more after a rest. Send it again after the seconds in Retry-After, under the same key.`,
  );

/** Where one address shows keys that stand for nobody. */
export const WRONG_TOO_OFTEN = refusal(
  'rate.exceeded',
  'From this address keys that nobody has were shown too often. Check the key, and send it again after the seconds in Retry-After.',
);

const TYPE = { 'content-type': 'application/problem+json; charset=utf-8' };

/** Answers what no framework has seen yet. */
export const refuseRaw = (
  response: ServerResponse,
  { status, body }: Refusal,
  { retryAfterS, isSecure }: { readonly retryAfterS: number; readonly isSecure: boolean },
): void => {
  response.writeHead(status, {
    ...(isSecure ? SECURE_DATA_HEADERS : DATA_HEADERS),
    ...TYPE,
    'content-length': body.length,
    'retry-after': String(retryAfterS),
  });
  response.end(body, 'latin1');
};

/** Said without an error: a stack for each of thousands would be a load of its own. */
export const refuse = (reply: FastifyReply, { status, body }: Refusal, retryAfterS: number): FastifyReply =>
  reply
    .code(status)
    .headers({ ...TYPE, 'retry-after': String(retryAfterS) })
    .send(body);
