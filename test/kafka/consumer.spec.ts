// Somebody else's consumer, in another language: what the desk does arrives in Kafka as the published schemas say.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { openBus } from '#messaging/kafka';
import { ROOT } from '../bench/rows/built';
import { endAll } from '../programs/child';
import { ApiClient, until } from '../public/api-client';
import { type Broker, someKafka } from './some-kafka';
import { somePython } from './some-python';
import { topicLog } from './topic-log';

const kafka = someKafka();
const python = 'missing' in kafka ? kafka : somePython();
if ('missing' in python)
  process.stderr.write(`\nNOT TESTED: no consumer in another language reads the topic here (${python.missing}).\n`);

type Read = { readonly messages: number; readonly tickets: number; readonly types: string[]; readonly wrong: string[] };

('program' in python ? describe : describe.skip)('A consumer in Python', () => {
  let broker: Broker;
  beforeAll(async () => {
    if ('start' in kafka) broker = await kafka.start();
  });
  afterAll(async () => {
    await endAll();
    await broker?.stop();
  });

  const read = (topic: string): Promise<Read> =>
    new Promise((resolve, reject) => {
      const args = [
        join(ROOT, 'test/kafka/consumer.py'),
        broker.brokers.join(','),
        topic,
        join(ROOT, 'libs/messaging/schemas'),
      ];
      execFile('program' in python ? python.program : '', args, (error, out, says) =>
        out === '' ? reject(new Error(says || String(error))) : resolve(JSON.parse(out)),
      );
    });

  it('finds every public event of the desk, in order, and each as its schema says', async () => {
    const topic = `desk-${Date.now()}`;
    const desk = await ApiClient.open(undefined, { KAFKA_BROKERS: broker.brokers.join(','), KAFKA_TOPIC: topic });
    const tickets = [await desk.ticket('acme'), await desk.ticket('globex'), await desk.ticket('acme')];
    const { events } = await desk.settled('auditor', ...tickets);
    await until(
      () => topicLog(broker.brokers, topic),
      ({ length }) => length >= events.length,
    );
    await desk.server.end();
    const { messages, types, ...rest } = await read(topic);
    expect(rest).toEqual({ tickets: 3, wrong: [] });
    expect(messages).toBeGreaterThanOrEqual(events.length);
    expect(types).toEqual([...new Set(events.map(({ type }) => type))].toSorted());
  });

  it('would find a gap, and data that its schema does not allow', async () => {
    const topic = `wrong-${Date.now()}`;
    const bus = openBus('kafkajs', { brokers: broker.brokers, clientId: 'test' });
    await bus.create({ name: topic, partitions: 1, replication: 1, minInsync: 1, cleanup: 'delete' });
    const type = 'com.faultline.ticket.cancelled.v1';
    const message = (sequence: number, data: object) => ({
      key: 'T1',
      value: JSON.stringify(data),
      headers: {
        ce_specversion: '1.0',
        ce_id: String(sequence),
        ce_source: 'test',
        ce_type: type,
        ce_subject: 'T1',
        ce_sequence: String(sequence),
        ce_dataschema: `urn:faultline:schema:${type}`,
      },
    });
    const data = { ticketId: 'T1', client: 'acme', cancelledAt: '2026-03-14T08:00:00.000Z' };
    await bus.send(topic, [message(0, data), message(2, data), message(0, { ...data, client: 7 })]);
    await bus.close();
    expect((await read(topic)).wrong).toEqual([
      'T1 at offset 1: after 0 comes 2',
      expect.stringMatching(/^T1 at offset 2: 7 is not of type 'string'/),
    ]);
  });
});
