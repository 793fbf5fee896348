// One trace through all: from somebody's request through what it appends and the processes that hear of it, to what others
// are told; and not a word of what people wrote in it.
import { randomUUID } from 'node:crypto';
import { endAll } from '../programs/child';
import { type Span, startCollector } from '../programs/collector';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { until } from '../programs/until';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const THEIRS = '00f067aa0ba902b7';
const SECRET = 'The vault at 7 Elm Street';

describe('A server that sends traces, and logs all that it has to say', () => {
  const dataDir = scratch('traces');
  let collector: Awaited<ReturnType<typeof startCollector>>;
  let server: Server;
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${server.keys.supervisor}`, ...init.headers },
    });
  const spansOf = (traceId: string): readonly Span[] => collector.spans.filter((span) => span.traceId === traceId);

  beforeAll(async () => {
    collector = await startCollector();
    server = await startServer(dataDir, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LOG_LEVEL: 'debug' });
  });
  afterAll(async () => {
    await endAll();
    await collector.stop();
    discard(dataDir);
  });

  it("goes on with the client's trace, through append and processes, to what is published", async () => {
    const opened = await ask('/tickets', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        traceparent: `00-${TRACE}-${THEIRS}-01`,
      },
      body: JSON.stringify({ client: 'acme', channel: 'phone', priority: 'P3', summary: SECRET }),
    });
    expect(opened.status).toBe(201);
    const { ticketId } = (await opened.json()) as { ticketId: string };
    const named = (name: string) => spansOf(TRACE).find((span) => span.name === name);
    const wanted = ['POST /tickets', 'append ticket', 'sla-deadlines', 'append sla', 'public', 'append public'];
    await until(() => wanted.every(named), `${wanted} are all sent`);
    const way = (span: Span | undefined): readonly string[] =>
      span ? [span.name, ...way(spansOf(TRACE).find(({ spanId }) => spanId === span.parentSpanId))] : [];
    expect(named('POST /tickets')?.parentSpanId).toBe(THEIRS);
    // Others may have appended in between: the billing process, say, of which is told as well.
    for (const [first, then] of [
      ['append sla', 'sla-deadlines'],
      ['append public', 'public'],
    ] as const) {
      expect(way(named(first)).slice(0, 2)).toStrictEqual([first, then]);
      expect(way(named(first)).slice(-2)).toStrictEqual(['append ticket', 'POST /tickets']);
    }

    const asAuditor = { headers: { authorization: `Bearer ${server.keys.auditor}` } };
    const answer = await ask(`/tickets/${ticketId}/history`, asAuditor);
    const history = (await answer.json()) as { stamp: { traceparent: string } }[];
    expect(history[0]?.stamp.traceparent).toBe(`00-${TRACE}-${named('append ticket')?.spanId}-01`);
    expect(JSON.stringify(collector.spans)).not.toContain(SECRET);
  });

  it('begins a trace of its own for who brings none, or none that can be read, and says what failed', async () => {
    await ask('/tickets/7K3M9QXZW', { headers: { traceparent: '00-zz-1-01' } });
    const one = () => collector.spans.find(({ name }) => name === 'GET /tickets/:ticketId');
    await until(() => one() !== undefined, 'the span of a request');
    expect(one()).toMatchObject({ traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(one()?.parentSpanId || undefined).toBeUndefined();
    expect(one()?.attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: 404 } });
  });

  it("logs in lines of JSON, in which there is nobody's word, address or key", async () => {
    const json = { 'content-type': 'application/json' };
    const contact = { client: 'acme', channel: 'phone', priority: 'P9', summary: SECRET, contact: 'eve@elm.example' };
    const wrongKey = 'fl_guessed-by-eve';
    for (const [path, headers, body] of [
      ['/tickets', { ...json, 'idempotency-key': randomUUID() }, JSON.stringify(contact)],
      ['/tickets', { ...json, 'idempotency-key': randomUUID() }, `{"summary":"${SECRET}"`],
      ['/tickets', { ...json, authorization: `Bearer ${wrongKey}` }, JSON.stringify(contact)],
      ['/inbound/mail', json, JSON.stringify(contact)],
    ] as const)
      expect((await ask(path, { method: 'POST', headers, body })).status).toBeGreaterThanOrEqual(400);
    await ask(`/search?q=${encodeURIComponent(SECRET)}`);
    await server.end('SIGTERM');
    const lines = server.said.map((line) => JSON.parse(line) as { level: unknown; msg: unknown });
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'stopped' }));
    const said = server.said.join('\n');
    for (const secret of [SECRET, encodeURIComponent(SECRET), 'elm.example', wrongKey, ...Object.values(server.keys)])
      expect(said).not.toContain(secret);
  });
});
