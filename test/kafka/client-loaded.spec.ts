// A server that has no Kafka does not wait for a client of it: the larger one takes most of a second to load.
import { execFileSync } from 'node:child_process';
import { KAFKA_CLIENTS, type KafkaClient } from '#messaging/kafka';
import { built } from '../bench/rows/built';

/** Which clients a process has loaded that configures itself with Kafka, and opens this one if any. */
const loadedBy = (opened?: KafkaClient): readonly string[] => {
  const opening = opened ? `openBus('${opened}', { brokers: ['localhost:1'], clientId: 'test' });` : '';
  const program = `
    const { openBus } = require(${JSON.stringify(built('libs/messaging/kafka/kafka.js'))});
    require(${JSON.stringify(built('libs/settings/config.js'))}).configFrom({ KAFKA_BROKERS: 'localhost:1' });
    ${opening}
    const names = Object.keys(require.cache).map((file) => /node_modules.(kafkajs|@platformatic.kafka)./.exec(file)?.[1]);
    console.log(JSON.stringify([...new Set(names.filter(Boolean))]));
    process.exit();`;
  return JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }));
};

describe('A client of Kafka', () => {
  it('is not loaded by whoever only knows where Kafka is', () => expect(loadedBy()).toEqual([]));

  it.each(KAFKA_CLIENTS)('is loaded alone where it is the one that speaks: %s', (client) =>
    expect(loadedBy(client)).toEqual([expect.stringContaining(client)]),
  );
});
