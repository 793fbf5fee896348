// One trace through all: from a request through what it appends, and the processes that hear of it, to what others are told.
// W3C trace contexts, by OpenTelemetry's API. Nothing of it happens where nobody has started it (start.ts).

import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';

let isOn = false;
/** Said once by who has set the SDK up, before anything is traced. */
export const tracingBegins = (): void => {
  isOn = true;
};
export const isTracing = (): boolean => isOn;

const tracer = (): Tracer => trace.getTracer('faultline');

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Where a `traceparent` leads: a trace that others began; one of our own where there is none, or none that can be read. */
const contextOf = (traceparent: string | undefined): Context => {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
};

/** The W3C `traceparent` of what is being done; nothing where nothing is traced. */
export const traceparent = (): string | undefined => {
  const span = isOn ? trace.getActiveSpan()?.spanContext() : undefined;
  return span && `00-${span.traceId}-${span.spanId}-0${span.traceFlags & 1}`;
};

type Doing = {
  readonly kind?: 'consumer' | 'internal';
  /** Ids and names alone: what people wrote goes into no trace. */
  readonly attributes?: Attributes;
  /** The `traceparent` of what brought it about; without, it is part of what is being done. */
  readonly after?: string | undefined;
};

/** Does it as a span of its own. What it throws is named by its name or code: sentences may hold what people wrote. */
export const traced = <T>(
  name: string,
  { kind, attributes = {}, ...doing }: Doing,
  work: () => Promise<T>,
): Promise<T> => {
  if (!isOn) return work();
  const from = 'after' in doing ? contextOf(doing.after) : context.active();
  const options = { attributes, kind: kind === 'consumer' ? SpanKind.CONSUMER : SpanKind.INTERNAL };
  return tracer().startActiveSpan(name, options, from, async (span) => {
    try {
      return await work();
    } catch (error) {
      const { code, name: kindOf } = error as { code?: unknown; name?: string };
      span.setAttribute('error.type', typeof code === 'string' ? code : (kindOf ?? 'unknown'));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
};

/** A span for each request, named by its route; what the request brings about is part of it. */
export const traceRequests = (fastify: FastifyInstance): void => {
  const contexts = new WeakMap<FastifyRequest, Context>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const { method, routeOptions, headers } = request;
    const route = routeOptions.url ?? 'no route';
    const { traceparent: given } = headers;
    const from = contextOf(typeof given === 'string' ? given : undefined);
    const attributes = { 'http.request.method': method, 'http.route': route };
    const span = tracer().startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, from);
    reply.raw.once('close', () => {
      const { statusCode } = reply.raw;
      span.setAttribute('http.response.status_code', statusCode);
      if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    const within = trace.setSpan(from, span);
    contexts.set(request, within);
    context.with(within, done);
  });
  // A body comes by the connection's own events, which know of no request.
  fastify.addHook('preValidation', (request, _reply, done) =>
    context.with(contexts.get(request) ?? ROOT_CONTEXT, done),
  );
};
