import { TOMBSTONE } from '../storage/event-index';
import { lineOf } from './export-line';
import { type Recorded, readAll, type ServerTarget, serverClient } from './server-client';

const FLUSH_EVENTS = 500;
const NONE = Buffer.alloc(0);
const TOMBSTONE_REVISION = String(2n ** 63n - 1n);

/**
 * Every event of an EventStoreDB as a line of JSON, in the order of `$all`, as `exportLines` writes a directory: the
 * server's own streams are left out, the metadata of others are not. What one append held is not told by the server, so
 * that each event is an append of its own.
 */
export const exportFromServer = async (
  target: ServerTarget,
  write: (text: string) => Promise<void>,
  progress: (events: number) => void = () => undefined,
): Promise<{ readonly events: number }> => {
  const client = serverClient(target);
  let events = 0;
  let lines: string[] = [];
  const flush = async () => {
    const text = lines.join('');
    lines = [];
    if (text !== '') await write(text);
    progress(events);
  };
  try {
    for await (const event of readAll(client)) {
      if (isServers(nameOf(event))) continue;
      lines.push(lineFor(event));
      events++;
      if (lines.length >= FLUSH_EVENTS) await flush();
    }
    await flush();
    return { events };
  } finally {
    client.close();
  }
};

const nameOf = ({ stream_identifier }: Recorded): string => stream_identifier?.stream_name?.toString('utf8') ?? '';
/** `$stats-…`, `$$$scavenges`: not `$$ticket-7`, the metadata of a stream of somebody's. */
const isServers = (stream: string): boolean => stream.startsWith('$') && !/^\$\$[^$]/.test(stream);

const lineFor = (event: Recorded): string => {
  const { metadata, stream_revision = '0', commit_position = '0', custom_metadata = NONE, data = NONE } = event;
  return lineOf(
    {
      stream: nameOf(event),
      revision: stream_revision === TOMBSTONE_REVISION ? TOMBSTONE : Number(stream_revision),
      idText: event.id?.string ?? '',
      type: metadata.type ?? '',
      isJson: metadata['content-type'] === 'application/json',
      created: metadata.created ?? '0',
      data,
      metadata: custom_metadata,
    },
    Number(commit_position),
  );
};
