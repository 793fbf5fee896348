// roster-<team>: who is on call. Shifts are published as versions, single ones are overridden or swapped; nothing is ever
// taken out, so that who was on call at an instant can be asked as it was known at any other.

import { type Catalog, type Context, type Decider, DomainError, type Instead, iso, ms, streamOf } from '#kernel';
import type { RosterLevel, ZoneTransitions } from '#policy';
import { onCallSpans } from './on-call';
import type { RosterDocument } from './roster-document';

// Events. These names and fields are the storage format.
export type ShiftsPublished = {
  type: 'ShiftsPublished';
  version: number;
  effectiveFrom: string;
  document: RosterDocument;
  /** The clock changes of its zone, as they were known when it was published: shifts are read from these for ever. */
  zone: ZoneTransitions;
};
/** Somebody else has the shift of a level, whoever it would have been. Of two, the later one holds. */
export type ShiftOverridden = {
  type: 'ShiftOverridden';
  overrideId: string;
  level: RosterLevel;
  person: string;
  from: string;
  to: string;
  reason: string;
};
export type SwappedShift = { readonly person: string; readonly from: string; readonly to: string };
/** Two people take each other's shifts: where one would have been on call in their span, the other one is. */
export type ShiftSwapped = {
  type: 'ShiftSwapped';
  swapId: string;
  level: RosterLevel;
  shifts: readonly [SwappedShift, SwappedShift];
};
export type RosterEvent = ShiftsPublished | ShiftOverridden | ShiftSwapped;

export const ROSTER_EVENTS = {
  ShiftsPublished: {
    schemaVersion: 1,
    personal: ['document.people.*.name', 'document.people.*.channels.*.address', 'document.people.*.channels.*.secret'],
  },
  ShiftOverridden: { schemaVersion: 1, personal: ['reason'] },
  ShiftSwapped: { schemaVersion: 1 },
} as const satisfies Catalog<RosterEvent>;

// State.
export type RosterVersion = Omit<ShiftsPublished, 'type'> & { readonly recordedAt: string };
export type RosterChange = (ShiftOverridden | ShiftSwapped) & {
  readonly recordedAt: string;
  readonly by: string;
};
export type Roster = { readonly versions: readonly RosterVersion[]; readonly changes: readonly RosterChange[] };

// Commands.
export type RosterCommand =
  | ({ type: 'PublishShifts' } & Omit<ShiftsPublished, 'type'>)
  | ({ type: 'OverrideShift' } & Omit<ShiftOverridden, 'type'>)
  | ({ type: 'SwapShifts' } & Omit<ShiftSwapped, 'type'>);

export const roster: Decider<RosterCommand, Roster, RosterEvent, RosterEvent, Context> = {
  initial: { versions: [], changes: [] },
  evolve: {
    ShiftsPublished: (state, { type: _, ...version }, { recordedAt }) => ({
      ...state,
      versions: [...state.versions, { ...version, recordedAt }],
    }),
    ShiftOverridden: (state, event, { recordedAt, actor }) => ({
      ...state,
      changes: [...state.changes, { ...event, recordedAt, by: actor.id }],
    }),
    ShiftSwapped: (state, event, { recordedAt, actor }) => ({
      ...state,
      changes: [...state.changes, { ...event, recordedAt, by: actor.id }],
    }),
  },
  decide: {
    PublishShifts: ({ version, effectiveFrom, document, zone }, { versions }) => {
      const newest = versions.at(-1);
      if (newest && JSON.stringify(newest.document) === JSON.stringify(document) && newest.version === version)
        return [];
      if (version !== versions.length + 1)
        throw refusal(
          'roster.not-next',
          `The newest version of this roster is ${versions.length}; publish the next one as ${versions.length + 1}.`,
        );
      return [{ type: 'ShiftsPublished', version, effectiveFrom, document, zone }];
    },
    OverrideShift: ({ overrideId, level, person, from, to, reason }, state, { at }) => {
      if (state.changes.some((change) => 'overrideId' in change && change.overrideId === overrideId)) return [];
      mustLieAhead(from, to, at);
      mustKnow(state, person, from);
      return [{ type: 'ShiftOverridden', overrideId, level, person, from, to, reason }];
    },
    SwapShifts: ({ swapId, level, shifts }, state, { at }) => {
      if (state.changes.some((change) => 'swapId' in change && change.swapId === swapId)) return [];
      if (shifts[0].person === shifts[1].person)
        throw refusal('roster.not-their-shift', 'A swap is between two people. Name the other one.');
      for (const { person, from, to } of shifts) {
        mustLieAhead(from, to, at);
        mustKnow(state, person, from);
        if (!onCallSpans(state, level, ms(from), ms(to)).some((span) => span.person === person))
          throw refusal(
            'roster.not-their-shift',
            `${person} is not on call as ${level} between ${from} and ${to}. GET the shifts and name one that they have.`,
          );
      }
      return [{ type: 'ShiftSwapped', swapId, level, shifts }];
    },
  },
};

export const rosterStream = (team: string) => streamOf('roster', team);

const mustLieAhead = (from: string, to: string, at: string): void => {
  if (ms(from) >= ms(to)) throw refusal('roster.backwards', `A shift ends after it begins; this one ends at ${to}.`);
  if (ms(to) <= ms(at))
    throw refusal('roster.over', `That was over at ${to}. Who was on call then is not changed any more.`);
};
const mustKnow = ({ versions }: Roster, person: string, from: string): void => {
  const version = versions.findLast(({ effectiveFrom }) => effectiveFrom <= iso(ms(from))) ?? versions.at(-1);
  if (!version)
    throw refusal('roster.unknown', 'There is no such roster. Publish it first.', { acts: ['PublishRoster'] });
  if (!version.document.people.some(({ id }) => id === person))
    throw refusal(
      'roster.person-unknown',
      `${person} is not among the people of this roster, and could not be called.`,
    );
};

const refusal = (code: RosterProblem, message: string, instead?: Instead) => new DomainError(code, message, instead);
export type RosterProblem = `roster.${
  | 'unknown'
  | 'invalid'
  | 'not-next'
  | 'uncovered'
  | 'unreachable-step'
  | 'no-channel'
  | 'person-unknown'
  | 'not-their-shift'
  | 'backwards'
  | 'over'}`;
