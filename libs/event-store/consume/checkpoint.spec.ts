import { startNode } from '#embedded-store';
import { StoreMismatch } from '../errors';
import type { Store } from '../store';
import { recordingConsumer, write } from '../testing/recording-consumer.fixture';
import { aNodeWithStores } from '../testing/stores.fixture';
import type { Checkpoint } from './checkpoint';

const { open } = aNodeWithStores(startNode);

describe('A checkpoint', () => {
  const halted = (error: RegExp) => ({
    how: 'halted',
    error: expect.objectContaining({ name: 'StoreMismatch', message: expect.stringMatching(error) }),
  });
  const checkpointIn = async (store: Store): Promise<Checkpoint> => {
    await write(store, 1);
    const reader = recordingConsumer();
    const consumption = store.consume(reader.consumer);
    await reader.sees(1);
    await consumption.stop();
    return consumption.checkpoint as Checkpoint;
  };

  it('of another store stops the consumer and says the way out', async () => {
    const checkpoint = await checkpointIn(await open());
    const other = await open();
    await expect(other.verifyCheckpoint(checkpoint)).rejects.toThrow(StoreMismatch);
    const { done } = other.consume(recordingConsumer({ from: checkpoint }).consumer);
    expect(await done).toEqual(halted(/epoch .* Connect to the store .* or discard the checkpoint and rebuild/));
  });

  it('ahead of a store that was restored from an older backup stops the consumer', async () => {
    const store = await open();
    const checkpoint = await checkpointIn(store);
    await store.verifyCheckpoint(checkpoint);
    const ahead = { ...checkpoint, revision: 7 };
    expect(await store.consume(recordingConsumer({ from: ahead }).consumer).done).toEqual(
      halted(/there is no such event/),
    );
  });

  it('of a store that was moved, or whose history is another, stops the consumer', async () => {
    const store = await open();
    const checkpoint = await checkpointIn(store);
    const other = { ...checkpoint, eventId: '2ed6657d-e927-568b-95e1-2665a8aea6a2' };
    expect(await store.consume(recordingConsumer({ from: other }).consumer).done).toEqual(
      halted(/another event stands there/),
    );
    const moved = { ...checkpoint, commit: `${BigInt(checkpoint.commit) + 1n}` };
    expect(await store.consume(recordingConsumer({ from: moved }).consumer).done).toEqual(halted(/stands elsewhere/));
  });
});
