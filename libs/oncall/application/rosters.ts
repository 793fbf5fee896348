// The rosters of a store: published in versions, asked who is on call.

import { type Context, DomainError, decideAndAppend, iso, ms } from '#kernel';
import { type RosterLevel, zoneTransitions } from '#policy';
import type { CommandEnvironment } from '#ticketing/commands';
import { onCallAt, onCallSpans, rosterVersionAt, type Shift } from '../domain/on-call';
import { type Roster, type RosterCommand, type RosterProblem, roster, rosterStream } from '../domain/roster';
import type { RosterPerson } from '../domain/roster-document';
import { mustBeWhole } from '../domain/roster-faults';
import { parseRoster } from './parse-roster';

/** What a request says of a version: `document` is not checked yet. */
export type RosterPublication = {
  readonly version: number;
  readonly effectiveFrom?: string;
  readonly document: unknown;
};

export class Rosters {
  readonly #environment: CommandEnvironment;
  constructor(environment: CommandEnvironment) {
    this.#environment = environment;
  }

  /** Throws `roster.…` where it may not be published. Answers the revision of the roster's stream. */
  async publish(team: string, { version, effectiveFrom, document: input }: RosterPublication, context: Context) {
    const document = parseRoster(input);
    const zone = zoneTransitions(document.timezone);
    if (zone === undefined)
      throw new DomainError<RosterProblem>('roster.invalid', `timezone: ${document.timezone} is no IANA zone.`);
    const from = effectiveFrom ?? context.at;
    const policy = await this.#environment.policies.inForce(ms(from));
    const { levels } = policy.document.onCall;
    mustBeWhole({ document, zone }, ms(from), { levels, standardHours: policy.standardHours });
    return this.change(team, { type: 'PublishShifts', version, effectiveFrom: from, document, zone }, context);
  }

  change(team: string, command: RosterCommand, context: Context) {
    return decideAndAppend(this.#environment.store, rosterStream(team), roster, command, context);
  }

  /** As it stands at the tail of its stream; empty where nothing was published. */
  async of(team: string): Promise<Roster> {
    return (await this.#environment.store.load<Roster>(rosterStream(team), roster, 'latest')).state;
  }

  /** Throws `roster.unknown` where it was never published. */
  async published(team: string): Promise<Roster> {
    const found = await this.of(team);
    if (found.versions.length > 0) return found;
    throw new DomainError<RosterProblem>(
      'roster.unknown',
      `There is no roster ${team}. Publish one: POST /rosters/{team}/versions.`,
    );
  }

  async shifts(team: string, level: RosterLevel, from: number, to: number, knownAt?: number) {
    return onCallSpans(await this.published(team), level, from, to, knownAt).map(shiftRow);
  }
}

/** Who is called on a level at an instant, and how; undefined where nobody is on call. */
export const reachedAt = (
  roster: Roster,
  level: RosterLevel,
  at: number,
  knownAt?: number,
): RosterPerson | undefined => {
  const shift = onCallAt(roster, level, at, knownAt);
  return shift && rosterVersionAt(roster, at, knownAt)?.document.people.find(({ id }) => id === shift.person);
};

const shiftRow = ({ from, to, person, because }: Shift) => ({
  from: iso(from),
  to: iso(to),
  person,
  because,
});
