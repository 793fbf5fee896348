import { FOUND } from '#command-line';
import { iso } from '#kernel';
import { openArchive } from './archive';
import { cutOf, rowsOf, standingAt } from './as-of';
import { type Format, print, say } from './output';
import { cutTo, loadTicket } from './ticket';

type Options = Format & { readonly store?: string; readonly at: readonly [string, string?]; readonly knownAt?: string };

/** What is another at one instant than at the other, and which events lie between them. */
export const diffCommand = async (ticketId: string, { store, at, knownAt, ...format }: Options): Promise<void> => {
  const archive = await openArchive(store);
  try {
    const loaded = await loadTicket(archive, ticketId);
    const [before, after] = [cutOf(at[0], knownAt), cutOf(at[1] ?? at[0], knownAt)];
    const [one, other] = [await standingAt(loaded, before), await standingAt(loaded, after)];
    const [was, is] = [rowsOf(one), rowsOf(other)].map((rows) => new Map(rows.map(({ what, value }) => [what, value])));
    const names = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])];
    const changes = names
      .map((what) => ({ what: String(what), before: was?.get(what), after: is?.get(what) }))
      .filter((row) => row.before !== row.after);
    const places = new Set(cutTo(loaded.entries, before).map(({ place }) => place));
    const between = cutTo(loaded.entries, after)
      .filter(({ place }) => !places.has(place))
      .map(({ stream, event, stamp }) => ({
        event: `${stream}@${stamp.revision}`,
        type: event.type,
        by: stamp.actor.id,
      }));
    say(`Ticket ${ticketId} from ${iso(before.at)} to ${iso(after.at)}: ${between.length} events.`, format);
    print(changes, format, { before: one, after: other, changes, between });
    if (!format.csv && !format.json && between.length > 0) print(between, format);
    if (changes.length > 0) process.exitCode = FOUND;
  } finally {
    await archive.close();
  }
};
