// The figures that somebody would be woken by (docs/runbooks), in the text form of Prometheus.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { APPENDS, type AppendOver } from '#event-store';
import { classOf, type RequestClass } from '../admission/classes';
import { GAUGES, type GaugeDeclaration, type Sources } from './gauges';

const QUICK_TO_SLOW_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];
const LOOP_RESOLUTION_MS = 10;
const NANOSECONDS = 1e9;

export class Metrics implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #figures = new Registry();
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  readonly #shed = new Counter({
    name: 'faultline_requests_shed_total',
    help: 'Requests that were sent away at the door, by class and why.',
    labelNames: ['class', 'because'] as const,
    registers: [this.#figures],
  });
  readonly #answered = this.#histogram(
    'faultline_http_request_seconds',
    'From when a request was let in until it was answered, by class and status.',
    ['class', 'status'],
  );
  readonly #appended = this.#histogram(
    'faultline_append_seconds',
    'From when an append was handed over until the event store answered, by outcome.',
    ['outcome'],
  );

  constructor(sources: Sources) {
    this.#gauge('faultline_event_loop_delay_seconds', {
      help: 'How late the event loop was, since the last time that somebody asked.',
      labels: ['quantile'],
      samples: () => this.#loopDelays(),
    });
    for (const [name, { samples, ...declared }] of Object.entries(GAUGES))
      this.#gauge(name, { ...declared, samples: () => samples(sources) });
  }

  onApplicationBootstrap(): void {
    this.#loop.enable();
    subscribe(APPENDS.name, this.#noteAppend);
  }

  onModuleDestroy(): void {
    this.#loop.disable();
    unsubscribe(APPENDS.name, this.#noteAppend);
  }

  /** Every figure, in the text form of Prometheus. */
  text(): Promise<string> {
    return this.#figures.metrics();
  }

  readonly shed = (kind: RequestClass, because: 'overloaded' | 'too-often'): void =>
    this.#shed.inc({ class: kind, because });

  observe(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', async ({ method, routeOptions, headers }, { elapsedTime, statusCode }) => {
      const kind = classOf(method, routeOptions.url ?? '', headers.accept ?? '');
      if (kind !== undefined && kind !== 'streams')
        this.#answered.observe({ class: kind, status: `${Math.floor(statusCode / 100)}xx` }, elapsedTime / 1_000);
    });
  }

  readonly #noteAppend = (over: unknown): void => {
    const { seconds, outcome } = over as AppendOver;
    this.#appended.observe({ outcome }, seconds);
  };

  #loopDelays() {
    const delays = [50, 99, 100].map(
      (percent) => [{ quantile: String(percent / 100) }, this.#loop.percentile(percent) / NANOSECONDS] as const,
    );
    this.#loop.reset();
    return delays;
  }

  #histogram<L extends string>(name: string, help: string, labelNames: readonly L[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets: QUICK_TO_SLOW_S, registers: [this.#figures] });
  }

  /** What is not there any more is not shown any more. */
  #gauge(
    name: string,
    {
      help,
      labels,
      samples,
    }: Omit<GaugeDeclaration, 'samples'> & { samples: () => ReturnType<GaugeDeclaration['samples']> },
  ): void {
    new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [this.#figures],
      async collect() {
        const found = await samples();
        this.reset();
        if (found.length === 0 && labels.length === 0) this.remove();
        for (const [with_, value] of found) this.set(with_, value);
      },
    });
  }
}
