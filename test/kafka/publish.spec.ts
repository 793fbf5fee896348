// npm run publish: what was published before, once more, beside a server that lives on.
import { endAll, startChild } from '../programs/child';
import { ApiClient } from '../public/api-client';
import { type Broker, someKafka } from './some-kafka';
import { topicLog } from './topic-log';

const kafka = someKafka();
if ('missing' in kafka) process.stderr.write(`\nNOT TESTED: nothing is published once more here (${kafka.missing}).\n`);

('start' in kafka ? describe : describe.skip)('Publishing once more', () => {
  let broker: Broker;
  let desk: ApiClient;
  beforeAll(async () => {
    if ('missing' in kafka) return;
    broker = await kafka.start();
    desk = await ApiClient.open();
    const tickets = [await desk.ticket('acme'), await desk.ticket('globex')];
    await desk.settled('auditor', ...tickets);
  });
  afterAll(async () => {
    await endAll();
    await broker?.stop();
  });

  const publish = async (...args: readonly string[]) => {
    const env = { KAFKA_BROKERS: broker.brokers.join(','), DATA_DIR: desk.dataDir };
    const program = startChild('apps/publish/main.js', args, { env });
    const [said] = await program.line(/^Sent (\d+) messages? to/);
    return { ending: await program.gone, said };
  };

  it('sends all of it, in order, and only what is new when it is said again', async () => {
    const topic = `again-${Date.now()}`;
    const { events } = await desk.feed('auditor');
    expect(await publish('--topic', topic)).toMatchObject({ ending: 0, said: `Sent ${events.length} messages to` });
    const sent = (await topicLog(broker.brokers, topic)).map(({ headers }) => headers.ce_id);
    expect(sent.toSorted()).toEqual(events.map(({ id }) => id).toSorted());
    expect(await publish('--topic', topic)).toMatchObject({ ending: 0, said: 'Sent 0 messages to' });
    expect(await publish('--topic', topic, '--again')).toMatchObject({ said: `Sent ${events.length} messages to` });
  });

  it('sends what was published in a span of time, and nothing besides', async () => {
    const topic = `span-${Date.now()}`;
    expect(await publish('--topic', topic, '--to', '2026-01-01')).toMatchObject({ said: 'Sent 0 messages to' });
    expect(await topicLog(broker.brokers, topic).catch(() => [])).toEqual([]);
  });
});
