// Whether there is room for a request: asked before its body is read, and answered without looking at anything but the key.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '#event-store';
import { authenticate, principalKey } from '#identity';
import { type Problem, problemDocument } from '../problems';
import { DATA_HEADERS } from '../security-headers';
import type { Wiring } from '../server.module';
import { CLASSES, classOf, type RequestClass } from './classes';
import { Crowd } from './crowd';
import { Places } from './places';
import { Rate } from './rate';

type Keys = Pick<Wiring, 'keys' | 'clock' | 'developmentKeysCount'>;
type Limits = { readonly log: Log; readonly perSecond?: number | undefined };
type Visit = { readonly who: string; readonly kind: RequestClass; hasSent?: () => void };

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';
const NO_BODY = ['GET', 'HEAD'];

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Lets in as many requests of each class as can be answered soon, no more of one caller than its share, and no caller
 * more often than `perSecond`. All others are answered 503 or 429 at once, with when to come again.
 */
export const admit = (fastify: FastifyInstance, keys: Keys, { log, perSecond }: Limits): ((server: Server) => void) => {
  const rate = perSecond === undefined ? undefined : new Rate(perSecond);
  const room = new Room(log);
  const visits = new WeakMap<FastifyRequest, Visit>();

  fastify.addHook('onRequest', async (request, reply) => {
    const { method, routeOptions, headers } = request;
    const kind = classOf(method, routeOptions.url ?? '', headers.accept ?? '');
    if (kind === undefined) return undefined;
    const who = callerOf(request, keys);
    const waitMs = rate?.waitMs(who, performance.now()) ?? 0;
    if (waitMs > 0) return answer(reply, 'rate.exceeded', tooOften(perSecond), Math.ceil(waitMs / 1000));
    const visit: Visit = { who, kind };
    if (NO_BODY.includes(method)) return room.seat(visit, reply);
    visits.set(request, visit);
    return room.letSend(visit, reply);
  });
  fastify.addHook('preValidation', async (request, reply) => {
    const visit = visits.get(request);
    visit?.hasSent?.();
    return visit && room.seat(visit, reply);
  });
  return (server) => {
    const [handle] = server.listeners('request') as Handler[];
    if (!handle) throw new Error('Nobody listens to requests yet.');
    server.removeAllListeners('request');
    server.on('request', (request, response) => room.isShut(request, response) || handle(request, response));
  };
};

const callerOf = (
  { headers: { authorization }, socket, ip }: FastifyRequest,
  { keys, clock, developmentKeysCount }: Keys,
): string => {
  try {
    const principal = authenticate(keys, authorization, socket.remoteAddress, clock.now(), developmentKeysCount);
    return principalKey(principal).join(' ');
  } catch {
    return ip; // it is told why later, and counts by where it comes from
  }
};

class Room {
  readonly #places = Object.fromEntries(
    Object.entries(CLASSES).map(([kind, bounds]) => [kind, new Places(bounds)]),
  ) as Record<RequestClass, Places>;
  readonly #crowd: Crowd;

  constructor(log: Log) {
    this.#crowd = new Crowd(log);
  }

  /** Sends away, before it is routed or its key is looked at, who would find no place whoever it is. */
  isShut({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): boolean {
    const [path = ''] = url.split('?', 1);
    const kind = classOf(method, path, headers.accept ?? '');
    if (kind === undefined || !this.#places[kind].isFull) return false;
    this.#crowd.sentAway(kind);
    response.writeHead(PROBLEM_STATUS, { ...SHUT_HEADERS, 'retry-after': String(this.#crowd.comeBackS()) });
    response.end(SHUT[kind]);
    return true;
  }

  /** Gives it a place until it is answered; or the answer, where there is none. */
  seat({ who, kind }: Visit, reply: FastifyReply): FastifyReply | undefined {
    const leave = this.#places[kind].take(who);
    if (!leave) return this.#sendAway(kind, reply);
    reply.raw.once('close', () => {
      leave();
      this.#crowd.served();
    });
    return undefined;
  }

  /** Who is slow to send holds a place among those who send, and none among those who are worked for. */
  letSend(visit: Visit, reply: FastifyReply): FastifyReply | undefined {
    const { who, kind } = visit;
    if (!this.#places[kind].hasRoomFor(who)) return this.#sendAway(kind, reply);
    const leave = this.#places.bodies.take(who);
    if (!leave) return this.#sendAway('bodies', reply);
    visit.hasSent = () => {
      delete visit.hasSent;
      leave();
    };
    reply.raw.once('close', () => visit.hasSent?.());
    return undefined;
  }

  #sendAway(kind: RequestClass, reply: FastifyReply): FastifyReply {
    this.#crowd.sentAway(kind);
    return answer(reply, 'server.overloaded', OVERLOADED[kind], this.#crowd.comeBackS());
  }
}

const tooOften = (perSecond = 0) =>
  `One caller may ask ${perSecond} times a second, and more after a rest. Send it again after the seconds in Retry-After, under the same key.`;
const BUSY = 'More is asked of this server than it can do.';
const AGAIN = 'Nothing was done. Send it again after the seconds in Retry-After';
const OVERLOADED: Readonly<Record<RequestClass, string>> = {
  commands: `${BUSY} ${AGAIN}, under the same key.`,
  bodies: `${BUSY} ${AGAIN}, under the same key.`,
  reads: `${BUSY} Ask again after the seconds in Retry-After.`,
  exports: 'Long answers are given a few at a time. Ask again after the seconds in Retry-After.',
  streams: 'More streams are open than this server keeps. Come back after the seconds in Retry-After.',
};

const PROBLEM_STATUS = 503;
const SHUT_HEADERS = { ...DATA_HEADERS, 'content-type': PROBLEM_TYPE };
/** Put into words once: it is said most when there is least time. */
const SHUT = Object.fromEntries(
  Object.entries(OVERLOADED).map(([kind, detail]) => [
    kind,
    JSON.stringify(problemDocument('server.overloaded', detail)),
  ]),
) as Readonly<Record<RequestClass, string>>;

/** Said without an error: a stack for each of thousands would be a load of its own. */
const answer = (reply: FastifyReply, code: Problem, detail: string, retryAfterS: number): FastifyReply => {
  const problem = problemDocument(code, detail);
  return reply
    .code(problem.status)
    .header('retry-after', String(retryAfterS))
    .header('content-type', PROBLEM_TYPE)
    .send(JSON.stringify(problem));
};
