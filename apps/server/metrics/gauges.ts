// Figures that are looked up when somebody asks: from memory, but for what lies in the read store. Names are a promise to
// whoever made an alert of them; deploy/prometheus has ours.

import type { Engine } from '#kernel';
import type { Room } from '../health/disk-watch';
import type { Work } from '../role-runner';
import type { StuckFigures } from '../stuck';

/** Where they come from. What a server does not have, it shows no figures of. */
export type Sources = {
  readonly engines: readonly Engine[];
  readonly work: () => readonly Work[];
  readonly room: () => readonly Room[];
  readonly storeBytes: () => number | undefined;
  readonly stuck: () => Promise<StuckFigures | undefined>;
};
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];
export type GaugeDeclaration = {
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: (sources: Sources) => readonly Sample[] | Promise<readonly Sample[]>;
};

/** A figure of each consumer that has one. */
const ofConsumers = (help: string, value: (work: Work) => number | undefined): GaugeDeclaration => ({
  help,
  labels: ['consumer'],
  samples: ({ work }) =>
    work().flatMap((one) => {
      const figure = value(one);
      return figure === undefined ? [] : [[{ consumer: one.name }, figure] as const];
    }),
});
const ofStuck = (
  help: string,
  labels: readonly string[],
  samples: (figures: StuckFigures) => readonly Sample[],
): GaugeDeclaration => ({
  help,
  labels,
  samples: async ({ stuck }) => {
    const figures = await stuck();
    return figures ? samples(figures) : [];
  },
});

export const GAUGES: Readonly<Record<string, GaugeDeclaration>> = {
  faultline_engine_up: {
    help: 'Whether an engine answers this process and is the right one: 1 or 0.',
    labels: ['engine'],
    samples: ({ engines }) =>
      engines.flatMap(({ health: { engine, state } }) =>
        state === 'unknown' ? [] : [[{ engine }, state === 'up' ? 1 : 0] as const],
      ),
  },
  faultline_clock_skew_seconds: {
    help: "How far the event store's clock is ahead of this host's, at least.",
    labels: [],
    samples: ({ engines }) =>
      engines.flatMap(({ health: { facts } }) =>
        facts?.clockSkewMs === undefined ? [] : [[{}, Number(facts.clockSkewMs) / 1_000] as const],
      ),
  },
  faultline_consumer_owned: ofConsumers(
    'Whether this process does the work of a consumer: 1, or 0 where it stands by.',
    ({ state }) => (state === 'standby' ? 0 : 1),
  ),
  faultline_consumer_halted: ofConsumers('Whether a consumer stands still until somebody acts: 1 or 0.', ({ state }) =>
    state === 'standby' ? undefined : Number(state === 'halted'),
  ),
  faultline_consumer_lag_events: ofConsumers(
    'How many events a consumer has not handled yet; of the publisher to Kafka, its outbox.',
    ({ lag }) => lag?.events,
  ),
  faultline_consumer_lag_seconds: ofConsumers(
    'How long the oldest event has waited that a consumer has not handled yet.',
    ({ lag }) => (lag === undefined ? undefined : lag.ms / 1_000),
  ),
  faultline_parked_tickets: ofStuck(
    'Tickets that a consumer has parked; of a webhook, its dead letters.',
    ['consumer'],
    ({ parked }) => [...parked].map(([consumer, count]) => [{ consumer }, count]),
  ),
  faultline_oldest_parked_seconds: ofStuck(
    'How long the ticket has waited that was parked first; 0 where none is.',
    [],
    ({ oldestParkedS }) => [[{}, oldestParkedS]],
  ),
  faultline_deadlines_overdue: ofStuck(
    'Deadlines that are a minute past and that nobody has looked at, 100 at most.',
    ['process'],
    ({ overdue }) => [...overdue].map(([process, count]) => [{ process }, count]),
  ),
  faultline_oldest_overdue_seconds: ofStuck(
    'How long the oldest of them has been past; 0 where there is none.',
    [],
    ({ oldestOverdueS }) => [[{}, oldestOverdueS]],
  ),
  faultline_disk_free_bytes: {
    help: 'What is free where DATA_DIR and KEYS_DIR lie.',
    labels: ['directory'],
    samples: ({ room }) => room().map(({ directory, freeBytes }) => [{ directory }, freeBytes]),
  },
  faultline_store_bytes: {
    help: 'The size of the embedded event store; a server of its own tells its own.',
    labels: [],
    samples: ({ storeBytes }) => {
      const bytes = storeBytes();
      return bytes === undefined ? [] : [[{}, bytes]];
    },
  },
  faultline_resident_memory_bytes: {
    help: 'What this process holds of memory.',
    labels: [],
    samples: () => [[{}, process.memoryUsage.rss()]],
  },
};
