import { startNode } from '#embedded-store';
import { UnreadableEvent } from '../errors';
import { command, newStream } from '../testing/event-store.contract';
import { recordingConsumer, write } from '../testing/recording-consumer.fixture';
import { aNodeWithStores } from '../testing/stores.fixture';
import type { FailureAction } from './consumer';

const { open, optionsApart } = aNodeWithStores(startNode);

describe('An event that cannot be handled', () => {
  const failing = async (answers: FailureAction[]) => {
    const store = await open();
    await write(store, 3);
    let failures = 0;
    const reader = recordingConsumer({ onFailure: () => answers[failures++] ?? 'halt' }, ({ stamp }) => {
      if (stamp.revision === 1 && failures < answers.length) throw new Error('no disk');
    });
    const consumption = store.consume(reader.consumer);
    return {
      reader,
      consumption,
      revisions: () => reader.seen.map((name) => name.split('@')[1]),
      failures: () => failures,
    };
  };

  it('is handed over again as long as the answer is to retry', async () => {
    const { reader, revisions, failures } = await failing(['retry', 'retry', 'retry']);
    await reader.catchesUp();
    expect([revisions(), failures()]).toStrictEqual([['0', '1', '2'], 3]);
  });

  it('is parked by who has noted it, and the next one comes', async () => {
    const { reader, revisions } = await failing(['park']);
    await reader.catchesUp();
    expect(revisions()).toStrictEqual(['0', '1', '2'].filter((revision) => revision !== '1'));
  });

  it('halts who says so, at the event before', async () => {
    const { consumption, revisions } = await failing(['halt']);
    expect(await consumption.done).toStrictEqual({ how: 'halted', error: new Error('no disk') });
    expect([consumption.state, revisions()]).toStrictEqual(['halted', ['0']]);
    expect(consumption.checkpoint).toMatchObject({ revision: 0 });
  });

  it('is told where this build cannot even read it', async () => {
    const options = optionsApart();
    const newer = await open({ ...options, catalogs: { ticket: { Surprise: { schemaVersion: 1 } } } });
    const stream = newStream();
    await newer.append(stream, -1, [{ type: 'Surprise' }], command('c1'));
    const older = await open(options);
    const reader = recordingConsumer();
    const consumption = older.consume(reader.consumer);
    expect(await consumption.done).toMatchObject({ how: 'halted', error: expect.any(UnreadableEvent) });
    expect(reader.failures).toStrictEqual([
      expect.stringContaining(`${stream}@0 is a Surprise v1: this build knows no such event`),
    ]);
  });
});
