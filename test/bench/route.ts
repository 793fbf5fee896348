// The reference of `command`: a bare Fastify route that appends one event through the official client, at the expected
// revision, to a node of the same kind in a thread of the same kind. Who calls, what it means: nobody asks.

import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { fastify } from 'fastify';
import { startNodeInWorker } from '#embedded-store';
import { endWithParent } from './end-with-parent';

const serve = async (dir: string): Promise<string> => {
  const { port } = await startNodeInWorker({ dir, port: 0 });
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
  const revisions = new Map<string, bigint>();
  const app = fastify();
  app.post<{ Params: { stream: string }; Body: { text: string } }>('/:stream', async ({ params: { stream }, body }) => {
    const expectedRevision = revisions.get(stream) ?? 'no_stream';
    const event = jsonEvent({ id: randomUUID(), type: 'NoteAdded', data: body });
    const { nextExpectedRevision } = await client.appendToStream(stream, event, { expectedRevision });
    revisions.set(stream, nextExpectedRevision);
    return { stream, revision: Number(nextExpectedRevision) };
  });
  return app.listen({ port: 0, host: '127.0.0.1' });
};

endWithParent();
void serve(process.argv[2] ?? '').then((url) => console.log(`LISTENING ${url}`));
