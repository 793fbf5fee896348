import { eventId } from '../storage/event-id';
import type { Store } from './store';

/** The metadata stream of a server's scavenges: it begins `$all` on a fresh server, and on a fresh node. */
const SCAVENGES = '$$$scavenges';
/** Stores that an earlier version began have this one instead. */
const STATISTICS = '$$$stats';
const KEPT_SECONDS = 30 * 86_400;

/** A server has written events of its own before anyone connects. Readers of `$all` must expect that; here they meet it. */
export const writeFirstEvent = async (store: Store): Promise<void> => {
  if (store.committed.index.count > 0) return;
  const id = eventId('00000000-0000-4000-8000-000000000001');
  if (id === undefined) return;
  const data = Buffer.from(`{"$maxAge":${KEPT_SECONDS}}`);
  const event = { id, type: '$metadata', isJson: true, metadata: Buffer.alloc(0), data };
  await store.append({ stream: SCAVENGES, expected: 'no_stream', events: [event] });
};

/** Whether an event is one that the node writes by itself. */
export const isFirstEvent = ({ stream, revision }: { readonly stream: string; readonly revision: number }): boolean =>
  revision === 0 && (stream === SCAVENGES || stream === STATISTICS);
