// Whether the standard projections run, as the official client asks and says it (docs/embedded-store.md).
import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@eventstore/db-client';
import { until } from '../programs/until';
import { all, contract, event, refusal, stream } from './contract';
import { subscribed } from './subscribed';
import { onOurs, withProjections } from './under-test';

const store = contract();

describe('The standard projections', () => {
  const names = ['$by_category', '$by_event_type'] as const;

  withProjections.each(names)('%s is enabled, and says so', async (name) => {
    await store.client.enableProjection(name);
    await until(async () => (await store.client.getProjectionStatus(name)).projectionStatus === 'Running', 'it ran');
    expect(await store.client.getProjectionStatus(name)).toMatchObject({ name, effectiveName: name });
  });

  withProjections('are listed', async () => {
    const listed = (await store.client.listProjections()).map(({ name }) => name);
    expect(listed).toEqual(expect.arrayContaining([...names]));
  });

  withProjections('are the only ones that a stranger to projections asks for: another is not found', async () => {
    const error = await refusal(store.client.getProjectionStatus('nobody-made-this'));
    expect(error.message).toContain("'nobody-made-this'");
    expect(await refusal(store.client.enableProjection('nobody-made-this'))).toBeInstanceOf(Error);
  });

  onOurs('another is NOT_FOUND', async () => {
    expect(await refusal(store.client.enableProjection('$streams'))).toBeInstanceOf(NotFoundError);
    expect(await refusal(store.client.disableProjection('$streams'))).toBeInstanceOf(NotFoundError);
  });

  onOurs('link nothing while they are stopped, and everything when they are enabled again', async () => {
    const type = `Type${randomUUID()}`;
    const byType = `$et-${type}`;
    const links = () => all(store.client.readStream(byType));
    await store.client.appendToStream(stream(), event({}, type));
    const following = subscribed(store.client.subscribeToStream(byType));
    await following.caughtUp();
    await store.client.disableProjection('$by_event_type');
    try {
      expect((await store.client.getProjectionStatus('$by_event_type')).projectionStatus).toBe('Stopped');
      await store.client.appendToStream(stream(), event({}, type));
      expect(await links()).toHaveLength(1);
    } finally {
      await store.client.enableProjection('$by_event_type');
    }
    expect(await links()).toHaveLength(2);
    expect(await following.have(2)).toHaveLength(2);
    await following.end();
  });

  onOurs('tell a stop from an abort', async () => {
    await store.client.abortProjection('$by_category');
    expect((await store.client.getProjectionStatus('$by_category')).projectionStatus).toBe('Aborted');
    await store.client.enableProjection('$by_category');
  });

  onOurs("are the only ones: those of one's own are not there, said with a sentence", async () => {
    const error = await refusal(store.client.createProjection('mine', 'fromAll()'));
    expect(error.message).toContain('use EventStoreDB');
  });
});
