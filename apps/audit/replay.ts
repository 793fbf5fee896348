import { openArchive } from './archive';
import { type Format, instantOf, print } from './output';
import { cutTo, loadTicket } from './ticket';

type Options = Format & { readonly store?: string; readonly at?: string; readonly knownAt?: string };

/** Every event of a ticket, of its clocks and of its ledger, in the order of the store. */
export const replayCommand = async (ticketId: string, { store, at, knownAt, ...format }: Options): Promise<void> => {
  const archive = await openArchive(store);
  try {
    const { entries } = await loadTicket(archive, ticketId);
    const cut = {
      at: at === undefined ? undefined : instantOf(at, '--at'),
      knownAt: knownAt === undefined ? undefined : instantOf(knownAt, '--known-at'),
    };
    const shown = cutTo(entries, cut);
    const rows = shown.map(({ stream, place, event, stamp }) => ({
      place,
      event: `${stream}@${stamp.revision}`,
      recorded: stamp.recordedAt,
      happened: stamp.occurredAt === stamp.recordedAt ? '' : stamp.occurredAt,
      by: `${stamp.actor.id} (${stamp.actor.role})`,
      what: sayEvent(event.type, event),
      cause: stamp.causationId === stamp.commandId ? '' : stamp.causationId,
    }));
    print(rows, format, shown);
  } finally {
    await archive.close();
  }
};

const HIDDEN = ['type', 'policyId', 'zones', 'document', 'fact', 'sessions', 'terms'];
/** The type, and what of the event fits on a line. */
const sayEvent = (type: string, event: object): string => {
  const fields = Object.entries(event)
    .filter(([name, value]) => !HIDDEN.includes(name) && typeof value !== 'object')
    .map(([name, value]) => `${name}=${String(value).slice(0, 40)}`);
  const fact = 'fact' in event ? [`fact=${(event.fact as { kind: string }).kind}`] : [];
  return [type, ...fact, ...fields].join(' ').slice(0, 120);
};
