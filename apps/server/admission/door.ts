// Whether there is room for a request: asked before it is routed and before its body is read, of its path and key alone.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '#event-store';
import type { AskedTogether } from '#read-store';
import { Callers, type Keys } from './callers';
import { CLASSES, classOf, GIVES_WAY_TO, type RequestClass } from './classes';
import { Crowd } from './crowd';
import { Places } from './places';
import { Rate, type RateBounds } from './rate';
import { RefusalPacer } from './refusal-pacer';
import { OVERLOADED, type Refusal, refuse, refuseRaw, tooOften, WRONG_TOO_OFTEN } from './refusals';
import { SharedRate } from './shared-rate';

type Limits = {
  readonly log: Log;
  readonly perSecond?: number | undefined;
  /** What counts for all processes, where they have something in common. */
  readonly together?: AskedTogether | undefined;
  /** Whether clients come over TLS. */
  readonly isSecure: boolean;
  /** Told of everybody who is sent away. */
  readonly shed: (kind: RequestClass, because: 'overloaded' | 'too-often') => void;
};
type Visit = { readonly who: string; readonly kind: RequestClass; hasSent?: () => void };
/** A refusal, and when to come again. */
type SentAway = readonly [refusal: Refusal, retryAfterS: () => number];

const NO_BODY = ['GET', 'HEAD'];
/** So many wrong keys from one address; then one every three seconds. Who has a right one is not kept waiting by them. */
const WRONG_KEYS = { perSecond: 1 / 3, atOnce: 20 };
/** One refusal costs about a twentieth of what a command costs: these, half a core at most. */
const REFUSALS = { perSecond: 500, waitingMost: 4_000 };

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Lets in as many requests of each class as can be answered soon, no more of one caller than its share, and no caller
 * more often than `perSecond`. All others are answered 503 or 429, with when to come again: at once, as long as those
 * are not too many themselves.
 */
export const admit = (fastify: FastifyInstance, keys: Keys, limits: Limits): ((server: Server) => void) => {
  const door = new Door(keys, limits);
  fastify.addHook('onRequest', (request, reply) => door.enter(request, reply));
  fastify.addHook('preValidation', async (request, reply) => door.hasSent(request, reply));
  return (server) => {
    const [handle] = server.listeners('request') as Handler[];
    if (!handle) throw new Error('Nobody listens to requests yet.');
    server.removeAllListeners('request');
    server.on('request', (request, response) => door.isShut(request, response) || handle(request, response));
  };
};

class Door {
  readonly #callers: Callers;
  readonly #room: Room;
  readonly #rate: Pick<Rate, 'waitMs'> | undefined;
  readonly #wrongKeys: Pick<Rate, 'waitMs'> | undefined;
  readonly #tooOften: Refusal;
  readonly #isSecure: boolean;
  readonly #shed: Limits['shed'];
  readonly #pacer = new RefusalPacer(REFUSALS);
  readonly #visits = new WeakMap<FastifyRequest, Visit>();

  constructor(keys: Keys, { log, perSecond, together, isSecure, shed }: Limits) {
    this.#callers = new Callers(keys);
    this.#room = new Room(log, shed);
    this.#shed = shed;
    this.#isSecure = isSecure;
    this.#tooOften = tooOften(perSecond ?? 0);
    if (perSecond === undefined) return;
    const counted = (bounds: RateBounds) => (together ? new SharedRate(new Rate(bounds), together) : new Rate(bounds));
    this.#rate = counted({ perSecond });
    this.#wrongKeys = counted(WRONG_KEYS);
  }

  /** Sends away, before it is routed or its key is looked up, who would find no place. */
  isShut({ method = '', url = '', headers, socket }: IncomingMessage, response: ServerResponse): boolean {
    const [path = ''] = url.split('?', 1);
    const kind = classOf(method, path, headers.accept ?? '');
    if (kind === undefined) return false;
    const who = this.#callers.remembered(headers.authorization);
    const sentAway =
      (who === undefined ? undefined : this.#tooSoon(kind, who, 'look')) ?? this.#room.isShutTo(kind, who);
    if (sentAway === undefined) return false;
    const [refusal, retryAfterS] = sentAway;
    const isSecure = this.#isSecure;
    const answer = () => refuseRaw(response, refusal, { retryAfterS: retryAfterS(), isSecure });
    if (!this.#pacer.answer(answer)) socket.destroy();
    return true;
  }

  async enter(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const { method, routeOptions, headers } = request;
    const kind = classOf(method, routeOptions.url ?? '', headers.accept ?? '');
    if (kind === undefined) return undefined;
    const { who, is } = this.#callers.of(request);
    // Guesses at keys are refused, and no faster than anything else is.
    if (is !== 'known') await this.#turn(request);
    const tooSoon = (is === 'wrong' && this.#wrongTooOften(kind, who)) || this.#tooSoon(kind, who, 'count');
    if (tooSoon) return this.#sendAway(request, reply, tooSoon);
    const visit: Visit = { who, kind };
    if (NO_BODY.includes(method)) return this.#seated(this.#room.seat(visit, reply), request, reply);
    this.#visits.set(request, visit);
    return this.#seated(this.#room.letSend(visit, reply), request, reply);
  }

  async hasSent(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const visit = this.#visits.get(request);
    visit?.hasSent?.();
    return visit && this.#seated(this.#room.seat(visit, reply), request, reply);
  }

  async #seated(sentAway: SentAway | undefined, request: FastifyRequest, reply: FastifyReply) {
    return sentAway && this.#sendAway(request, reply, sentAway);
  }

  async #sendAway(request: FastifyRequest, reply: FastifyReply, [refusal, retryAfterS]: SentAway) {
    await this.#turn(request);
    return refuse(reply, refusal, retryAfterS());
  }

  /** Never comes for whom nobody waits any more. */
  #turn({ raw }: FastifyRequest): Promise<void> {
    return new Promise((resolve) => void (this.#pacer.answer(resolve) || raw.destroy()));
  }

  #tooSoon(kind: RequestClass, who: string, how: 'look' | 'count'): SentAway | undefined {
    return this.#waits(this.#tooOften, kind, this.#rate?.waitMs(who, performance.now(), how));
  }

  #wrongTooOften(kind: RequestClass, from: string): SentAway | undefined {
    return this.#waits(WRONG_TOO_OFTEN, kind, this.#wrongKeys?.waitMs(`wrong ${from}`, performance.now()));
  }

  #waits(refusal: Refusal, kind: RequestClass, waitMs = 0): SentAway | undefined {
    if (waitMs === 0) return undefined;
    this.#shed(kind, 'too-often');
    return [refusal, () => Math.ceil(waitMs / 1000)];
  }
}

class Room {
  readonly #places = Object.fromEntries(
    Object.entries(CLASSES).map(([kind, bounds]) => [kind, new Places(bounds)]),
  ) as Record<RequestClass, Places>;
  readonly #crowd: Crowd;
  readonly #shed: Limits['shed'];

  constructor(log: Log, shed: Limits['shed']) {
    this.#crowd = new Crowd(log);
    this.#shed = shed;
  }

  /** What is said to who would find no place now; nothing where it would. `who` is undefined where it is not known yet. */
  isShutTo(kind: RequestClass, who: string | undefined): SentAway | undefined {
    const places = this.#places[kind];
    const isPressed = this.#isPressed(kind);
    const isShut = who === undefined ? places.isFull(isPressed) : !places.hasRoomFor(who, isPressed);
    return isShut ? this.#sentAway(kind) : undefined;
  }

  /** Gives it a place until it is answered; or what is said, where there is none. */
  seat({ who, kind }: Visit, reply: FastifyReply): SentAway | undefined {
    const leave = this.#places[kind].take(who, this.#isPressed(kind));
    if (!leave) return this.#sentAway(kind);
    reply.raw.once('close', () => {
      leave();
      this.#crowd.served();
    });
    return undefined;
  }

  /** Who is slow to send holds a place among those who send, and none among those who are worked for. */
  letSend(visit: Visit, reply: FastifyReply): SentAway | undefined {
    const { who, kind } = visit;
    if (!this.#places[kind].hasRoomFor(who, this.#isPressed(kind))) return this.#sentAway(kind);
    const leave = this.#places.bodies.take(who);
    if (!leave) return this.#sentAway('bodies');
    visit.hasSent = () => {
      delete visit.hasSent;
      leave();
    };
    reply.raw.once('close', () => visit.hasSent?.());
    return undefined;
  }

  #isPressed(kind: RequestClass): boolean {
    return (GIVES_WAY_TO[kind] ?? []).some((first) => this.#crowd.isCrowded(first));
  }

  #sentAway(kind: RequestClass): SentAway {
    this.#crowd.sentAway(kind);
    this.#shed(kind, 'overloaded');
    return [OVERLOADED[kind], () => this.#crowd.comeBackS()];
  }
}
