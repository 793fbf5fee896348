// The publisher that is killed: a process of its own, which may end itself at a step that is planned. It hears its
// orders as one line of JSON, says STARTED, and publishes until it is told to stop.
import { createInterface } from 'node:readline';
import { type KafkaClient, startPublisher } from '#messaging/kafka';
import type { DeadlineStore } from '#read-store';
import type { PublisherOrders } from './publisher-process';
import { openWorld } from './world';

const RETRY_MS = 300;

const forgetful = (deadlines: DeadlineStore): DeadlineStore => ({
  ...deadlines,
  save: (process, { checkpoint }) => deadlines.save(process, checkpoint ? { checkpoint } : {}),
});

const publish = async ({ whereabouts, brokers, topic, plan, forgetsParked }: PublisherOrders) => {
  const { store, views } = await openWorld(whereabouts);
  let left = 'step' in plan ? plan.occurrence : 0;
  const publishing = await startPublisher(
    {
      client: (process.env.KAFKA_CLIENT ?? 'kafkajs') as KafkaClient,
      connection: { brokers, clientId: 'faultline', patience: { connectMs: 1_000, answerMs: 2_000 } },
      events: { name: topic, partitions: 3, replication: 1, minInsync: 1, cleanup: 'delete' },
      mayCreate: true,
      origin: { feedUrl: 'http://127.0.0.1/feed' },
    },
    {
      store,
      deadlines: forgetsParked ? forgetful(views.deadlines) : views.deadlines,
      retryMs: RETRY_MS,
      clock: { now: Date.now },
      log: { info: () => {}, warn: () => {}, error: (fields, msg) => console.error(msg, JSON.stringify(fields)) },
      onStep: (step) => {
        if ('step' in plan && step === plan.step && --left === 0) process.kill(process.pid, 'SIGKILL');
      },
    },
  );
  console.log('STARTED');
  process.once('SIGTERM', async () => {
    await publishing.stop();
    await store.close();
    await views.close();
    process.exit(0);
  });
};

createInterface({ input: process.stdin })
  .once('line', (line) =>
    publish(JSON.parse(line)).catch((error) => {
      console.error(error);
      process.exit(1);
    }),
  )
  .on('close', () => process.exit(0)); // whoever gave the orders is gone
