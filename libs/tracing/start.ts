// Sends spans to a collector (OTLP over HTTP). OpenTelemetry's SDK is loaded here, and only where there is one.

import { context, DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { tracingBegins } from './index';

export type TracingOptions = {
  /** Where the collector is: `http://127.0.0.1:4318`. */
  readonly endpoint: string;
  /** Of traces that begin here: 1 is all of them. What others began is traced where they say so. */
  readonly share: number;
  readonly roles: readonly string[];
};
type Log = { warn(fields: object, message: string): void };

const SAYS_EVERY_MS = 60_000;
const SENDS_WITHIN_MS = 5_000;

/** Begins to trace; what it answers sends what is left, within five seconds. */
export const startTracing = async (
  { endpoint, share, roles }: TracingOptions,
  log: Log,
): Promise<() => Promise<void>> => {
  const { sdk, OTLPTraceExporter, AsyncLocalStorageContextManager, resourceFromAttributes } = await load();
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: SENDS_WITHIN_MS,
  });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'faultline', 'faultline.roles': roles.join(',') }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(share) }),
    // Spans that find no room wait for nobody: they are dropped.
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000 })],
  });
  sayNowAndThen(log);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  tracingBegins();
  return () => provider.shutdown().catch(() => undefined); // a collector that is away keeps nobody from stopping
};

const load = async () => {
  const [sdk, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/resources'),
    ]);
  return { sdk, OTLPTraceExporter, AsyncLocalStorageContextManager, resourceFromAttributes };
};

/** Of what the SDK complains: a line a minute at most. */
const sayNowAndThen = (log: Log): void => {
  let saidAt = Number.NEGATIVE_INFINITY;
  const say = () => {
    if (performance.now() - saidAt < SAYS_EVERY_MS) return;
    saidAt = performance.now();
    log.warn({}, 'the collector of OTEL_EXPORTER_OTLP_ENDPOINT does not take traces; they are dropped');
  };
  const nothing = () => {};
  diag.setLogger(
    { error: say, warn: say, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
};
