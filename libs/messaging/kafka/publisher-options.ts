import type { Consumption, Delivered, Log, Store } from '#event-store';
import type { DeadlineStore } from '#read-store';
import type { Delivery, Item } from './delivery';

/** Where a publisher can be killed, in a test. */
export const PUBLISHER_STEPS = ['handed-over', 'sending', 'acknowledged', 'saved', 'parked', 'unparked'] as const;
export type PublisherStep = (typeof PUBLISHER_STEPS)[number];

export type PublisherOptions = {
  /** Under which its checkpoint is kept: another topic is another name. */
  readonly name: string;
  readonly store: Pick<Store, 'consume' | 'read'>;
  readonly deadlines: DeadlineStore;
  readonly delivery: Pick<Delivery, 'deliver' | 'prepare' | 'stop' | 'trouble'>;
  /** An event as the topic takes it. What it throws parks the ticket. */
  readonly outgoing: (delivered: Delivered) => Item;
  /** What follows once events of these tickets are out, before the checkpoint. Retried until it goes through. */
  readonly afterwards?: (batch: readonly Delivered[]) => Promise<void>;
  /** Lets go of Kafka, once it has stopped. */
  readonly letGo?: () => Promise<void>;
  readonly clock: { now(): number };
  readonly log: Log;
  /** How long a parked ticket waits before it is tried again; a minute. */
  readonly retryMs?: number;
  readonly onStep?: (step: PublisherStep) => void;
};

export type PublisherStatus = {
  /** 'waiting': Kafka does not take what there is to send. */
  readonly state: Consumption['state'] | 'waiting';
  /** The age of the oldest event that is on its way; 0 where none is. */
  readonly lagSeconds: number;
  /** How many tickets wait because Kafka, or this build, cannot take one of their events. */
  readonly parked: number;
  readonly problem?: string;
};
