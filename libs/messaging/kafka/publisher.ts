// The publisher: it copies what is in public-<ticketId> to a topic, in order, and remembers how far it has come only
// after Kafka has said that it has it. It may be killed between any two lines and run twice at once: then some messages
// are in the topic twice, each the same as before, and none is missing or before its time (I8).

import type { Delivered } from '#event-store';
import {
  type ConsumerDeclaration,
  type ConsumerRuntime,
  type RunningConsumer,
  runConsumer,
  type TicketEvents,
  type TicketOutcome,
} from '#processes';
import { type DeadlineStore, WHOLE_CONSUMER } from '#read-store';
import { publicStream } from '../contract/public-event';
import { type Delivery, type Item, type Refused, Stopped } from './delivery';

const BATCH_MAX = 500;
/** More than this are not single tickets any more. */
const PARKED_MAX = 1_000;
const RETRY_MS = 60_000;

/** Where a publisher can be killed, in a test. */
export const PUBLISHER_STEPS = ['handed-over', 'sending', 'acknowledged', 'saved', 'parked', 'unparked'] as const;
export type PublisherStep = (typeof PUBLISHER_STEPS)[number];

export type PublisherOptions = ConsumerRuntime & {
  /** Under which its checkpoint is kept: another topic is another name. */
  readonly name: string;
  readonly delivery: Pick<Delivery, 'deliver' | 'prepare' | 'stop' | 'trouble'>;
  /** An event as the topic takes it. What it throws parks the ticket. */
  readonly outgoing: (delivered: Delivered) => Item;
  /** Lets go of Kafka, once it has stopped. */
  readonly letGo: () => Promise<void>;
  /** How long a parked ticket waits before it is tried again; a minute. */
  readonly retryMs?: number;
  readonly onStep?: (step: PublisherStep) => void;
};

/** Begins where its checkpoint is. Kafka need not be there. */
export const runPublisher = (options: PublisherOptions): Promise<RunningConsumer> => {
  const { delivery, log, deadlines, onStep } = options;
  // A topic that is not as it must be is found now, and not with the first event.
  delivery
    .prepare()
    .catch(
      (error) =>
        error instanceof Stopped ||
        log.error({ consumer: options.name, error: String(error) }, 'the topic is not as it must be'),
    );
  return runConsumer(declared(options), { ...options, deadlines: onStep ? observed(deadlines, onStep) : deadlines });
};

const declared = (options: PublisherOptions): ConsumerDeclaration => ({
  name: options.name,
  prefixes: ['public-'],
  batchMax: BATCH_MAX,
  handle: { batch: (tickets) => publish(tickets, options) },
  onFailure: 'park',
  resumesAtFailure: true,
  retryAfterMs: () => options.retryMs ?? RETRY_MS,
  parkedMax: PARKED_MAX,
  trouble: () => options.delivery.trouble,
  // A send that hangs ends when its connection does.
  stop: () => {
    options.delivery.stop();
    return options.letGo();
  },
});

/** What of a batch goes out; a ticket that the broker, or this build, will not take is parked at that event. */
const publish = async (
  tickets: readonly TicketEvents[],
  { delivery, outgoing, onStep }: PublisherOptions,
): Promise<readonly TicketOutcome[]> => {
  onStep?.('handed-over');
  const unsendable: Refused[] = [];
  const items: Item[] = [];
  for (const { ticketId, events } of tickets)
    for (const delivered of events)
      try {
        items.push(outgoing(delivered));
      } catch (error) {
        unsendable.push({ ticketId, revision: delivered.stamp.revision, reason: String(error) });
        break;
      }
  const refused = [...(await delivery.deliver(items)), ...unsendable];
  onStep?.('acknowledged');
  return refused.map(({ ticketId, revision, reason }) => ({
    ticketId,
    parked: { reason, place: { stream: publicStream(ticketId), revision } },
  }));
};

/** Says when what it has done is saved. */
const observed = (deadlines: DeadlineStore, onStep: (step: PublisherStep) => void): DeadlineStore => ({
  ...deadlines,
  save: async (name, changes) => {
    await deadlines.save(name, changes);
    const { parked = [], waiting = [], released = [] } = changes;
    if (released.some(({ key }) => key !== WHOLE_CONSUMER)) onStep('unparked');
    else if (parked.length + waiting.length > 0) onStep('parked');
    else if (changes.checkpoint) onStep('saved');
  },
});
