// What a roster must be before it is published: on each level somebody at each minute, who can be reached. Turns and hours
// repeat, and a year holds both clock changes: what is whole from its first day to a year after its last beginning stays so.

import { DAY, DomainError, iso } from '#kernel';
import type { Calendar, RosterLevel } from '#policy';
import { versionSpans } from './on-call';
import type { RosterProblem, RosterVersion } from './roster';
import type { RosterDocument } from './roster-document';
import { gapIn } from './spans';
import { dateReading } from './wall-clock';

const A_YEAR_AND_MORE = 400 * DAY;

/** The steps that a page climbs, and when nobody needs to be on call where a roster covers off-hours alone. */
export type RosterNeeds = { readonly levels: readonly RosterLevel[]; readonly standardHours: Calendar };

/** Throws the first refusal that there is, naming the place: an unreachable step, a person without a channel, a gap. */
export const mustBeWhole = (
  version: Pick<RosterVersion, 'document' | 'zone'>,
  effectiveFrom: number,
  { levels, standardHours }: RosterNeeds,
): void => {
  const { document } = version;
  const steps = [...new Set([...levels, ...(Object.keys(document.levels) as RosterLevel[])])];
  for (const level of steps) mustBeReachable(document, level);
  mustHaveChannels(document);
  const until = Math.max(effectiveFrom, ...datesIn(document)) + A_YEAR_AND_MORE;
  for (const level of steps) {
    const spans = versionSpans(version, level, effectiveFrom, until);
    const needed =
      document.covers === 'always'
        ? [[effectiveFrom, until] as const]
        : closedIn(standardHours.intervals(effectiveFrom, until), effectiveFrom, until);
    for (const [from, to] of needed) {
      const gap = gapIn(spans, from, to);
      if (gap)
        throw refusal(
          'roster.uncovered',
          `Nobody is on call as ${level} from ${iso(gap[0])} to ${iso(gap[1])}. Put a layer under the others that has somebody then.`,
        );
    }
  }
};

const mustBeReachable = ({ levels, people }: RosterDocument, level: RosterLevel): void => {
  const layers = levels[level] ?? [];
  if (layers.length === 0)
    throw refusal(
      'roster.unreachable-step',
      `Pages climb to ${level}, and the roster has nobody there. Give levels.${level} a layer.`,
    );
  for (const { name, people: turns } of layers)
    for (const person of turns)
      if (!people.some(({ id }) => id === person))
        throw refusal(
          'roster.person-unknown',
          `levels.${level}, layer ${name}: ${person} is not among the people of this roster. Add them, with a channel.`,
        );
};

const mustHaveChannels = ({ people }: RosterDocument): void => {
  const silent = people.find(({ channels }) => channels.length === 0);
  if (silent)
    throw refusal(
      'roster.no-channel',
      `${silent.id} has no channel and could not be called. Give them one: console, log, webhook, email or push.`,
    );
};

const datesIn = ({ levels }: RosterDocument): readonly number[] =>
  Object.values(levels).flatMap((layers) =>
    layers.flatMap(({ startsOn, endsOn = startsOn }) => [dateReading(startsOn), dateReading(endsOn)]),
  );

/** What lies between the open intervals. */
const closedIn = (
  open: readonly (readonly [number, number])[],
  from: number,
  to: number,
): readonly (readonly [number, number])[] => {
  const ends = [from, ...open.map(([, closes]) => closes)];
  const begins = [...open.map(([opens]) => opens), to];
  return ends.flatMap((end, i) => (end < (begins[i] as number) ? [[end, begins[i] as number] as const] : []));
};

const refusal = (code: RosterProblem, message: string) => new DomainError(code, message);
