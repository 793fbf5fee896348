import { writeFileSync } from 'node:fs';
import { type Scope, streamsOfTicket, streamsThatBelong } from '#audit';
import { bundleText, hasNotary, makeBundle, reportOf } from '#audit/module';
import { CannotLook, count } from '#command-line';
import { META_STREAM, type Stored } from '#event-store';
import { categoryOf, iso, ms, subjectOf } from '#kernel';
import { type Archive, openArchive } from './archive';
import { instantOf } from './output';

type Options = {
  readonly store?: string;
  readonly notary?: string;
  readonly ticket?: string;
  readonly client?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
};

/** One file with whole tickets, their policies, and the proofs of both. */
export const bundleCommand = async (options: Options): Promise<void> => {
  const scope = scopeOf(options);
  const archive = await openArchive(options.store);
  try {
    const directory = options.notary ?? archive.notary;
    if (directory === undefined || !hasNotary(directory))
      throw new CannotLook(
        `${directory ?? archive.name} has no checkpoints. Name the notary's directory: --notary DIR`,
      );
    const tickets = await ticketsOf(archive, scope);
    if (tickets.length === 0) throw new CannotLook(`${archive.name} holds no ticket like that.`);
    const { events, streams, keys } = await eventsOf(archive, tickets);
    const { bundle, later } = makeBundle({ scope, streams, events, keys, directory });
    writeFileSync(options.out, bundleText(bundle, reportOf(bundle, archive.open)), { flag: 'wx' });
    console.error(`${options.out}: ${count(bundle.events.length, 'event')} of ${count(tickets.length, 'ticket')}.`);
    if (later > 0) console.error(`${count(later, 'newer event')} are not in it: no checkpoint covers them yet.`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new CannotLook(`${options.out} is there already. Name a new file.`);
    throw error;
  } finally {
    await archive.close();
  }
};

const scopeOf = ({ ticket, client, from, to }: Options): Scope => {
  if (ticket !== undefined) return { kind: 'ticket', ticketId: ticket.toUpperCase().replaceAll('-', '') };
  if (client !== undefined) return { kind: 'client', client };
  if (from === undefined || to === undefined)
    throw new CannotLook('Say what goes into it: --ticket ID, --client NAME, or --from T --to T.');
  return { kind: 'period', from: iso(instantOf(from, '--from')), to: iso(instantOf(to, '--to')) };
};

/** With those that were merged into them. */
const ticketsOf = async (archive: Archive, scope: Scope): Promise<readonly string[]> => {
  const chosen = new Set<string>();
  const merged = new Map<string, string>();
  await archive.read('everything', (events) => {
    for (const { stored } of events) {
      if (categoryOf(stored.stream) !== 'ticket') continue;
      const id = subjectOf(stored.stream);
      if (stored.type === 'TicketOpened' && isIn(scope, id, stored)) chosen.add(id);
      if (stored.type === 'TicketMerged') merged.set(id, String((stored.data as { into?: unknown }).into));
    }
  });
  // Another client's ticket is never part of one client's bundle; tickets are merged within one client only.
  for (let size = -1; size !== chosen.size; ) {
    size = chosen.size;
    for (const [from, into] of merged) if (chosen.has(into) || chosen.has(from)) chosen.add(from).add(into);
  }
  return [...chosen].sort();
};

const isIn = (scope: Scope, id: string, { data, metadata }: Stored): boolean => {
  if (scope.kind === 'ticket') return scope.ticketId === id;
  if (scope.kind === 'client') return (data as { client?: unknown }).client === scope.client;
  const at = ms((metadata as { recordedAt: string }).recordedAt);
  return at >= ms(scope.from) && at < ms(scope.to);
};

const eventsOf = async (archive: Archive, tickets: readonly string[]) => {
  const events = await readStored(archive, [...tickets.flatMap(streamsOfTicket), META_STREAM]);
  const streams = [...streamsThatBelong(events)];
  const policies = streams.filter((stream) => categoryOf(stream) === 'policy');
  const keys = events.flatMap(({ type, data }) =>
    type === 'SigningKeyRotated' ? [String((data as { key: unknown }).key)] : [],
  );
  return { events: [...events, ...(await readStored(archive, policies))], streams, keys };
};

const readStored = async (archive: Archive, streams: readonly string[]): Promise<readonly Stored[]> => {
  const found: Stored[] = [];
  await archive.read({ streams }, (events) => {
    for (const { stored } of events) found.push(stored);
  });
  return found;
};
