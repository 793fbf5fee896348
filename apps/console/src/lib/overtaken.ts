// What others did to a ticket between two readings of it. A decision that is refused as overtaken (412) is decided anew by
// its person only where somebody else acted: one's own acts, and what the machines make of them, overtake nobody.

import type { TicketPage, TimelineLine } from '../types.gen';

type SeenPage = Pick<TicketPage, 'timeline' | 'money'>;
const idOf = (line: TimelineLine): string => `${'origin' in line ? line.origin : ''} ${line.stream} ${line.revision}`;
const isByMachine = ({ by }: TimelineLine): boolean => by?.role === 'system';
const owed = ({ money }: SeenPage): string =>
  JSON.stringify([money?.postedCents ?? 0, money?.events.map(({ event, outcome }) => [event, outcome]) ?? []]);

/** What came in since, the latest last. */
const newLines = (before: SeenPage, now: SeenPage): readonly TimelineLine[] => {
  const known = new Set(before.timeline.map(idOf));
  return now.timeline.filter((line) => !known.has(idOf(line)));
};

/**
 * The lines that a person has to look at before they say it once more; `[]` where nobody was faster. A machine's lines are
 * among them where the money moved, unless the last person who acted is the same one: then it is what they asked for.
 */
export const overtaking = (before: SeenPage, now: SeenPage, me: string): readonly TimelineLine[] => {
  const lines = newLines(before, now).filter(({ by }) => by?.id !== me);
  const byOthers = lines.filter((line) => !isByMachine(line));
  if (byOthers.length > 0 || owed(before) === owed(now)) return byOthers;
  const last = now.timeline.findLast((line) => !isByMachine(line));
  return last?.by?.id === me ? [] : lines;
};
