// ticket-<id>, the work entries: who worked, from when to when, and whether it was the emergency or planned.

import { DomainError, type Instead, MINUTE, ms } from '#kernel';
import type { Policy } from '#policy';
import { cycleAt, mustNotHaveJudged } from './involvement';
import type { MergeAbsorbed } from './merging';
import type { TicketPart } from './part';

// Events. These names and fields are the storage format.
export const WORK_KINDS = ['after_hours_emergency', 'planned', 'standard'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];
export type WorkLogged = {
  type: 'WorkLogged';
  workId: string;
  engineer: string;
  kind: WorkKind;
  from: string;
  to: string;
};
export type WorkAmended = { type: 'WorkAmended'; workId: string; from: string; to: string; reason: string };
export type WorkVoided = { type: 'WorkVoided'; workId: string; reason: string };
export type WorkEvent = WorkLogged | WorkAmended | WorkVoided;

// State.
export type WorkEntry = Omit<WorkLogged, 'type'> & { readonly voided: boolean };
/** Every entry there ever was, voided or not. */
export type Work = { readonly work: ReadonlyMap<string, WorkEntry> };
const set = ({ work }: Work, entry: WorkEntry): Work => ({ work: new Map([...work, [entry.workId, entry]]) });
/** Of a history: there is none that amends or voids what was never logged. */
const logged = ({ work }: Work, workId: string): WorkEntry => {
  const entry = work.get(workId);
  if (entry) return entry;
  throw new Error(`there is no work entry ${workId}`);
};
const known = ({ work }: Work, workId: string): WorkEntry => {
  const entry = work.get(workId);
  if (entry) return entry;
  throw refusal('work.unknown', `There is no work entry ${workId} on this ticket. Its page lists them.`, {
    acts: ['SeeTicket'],
  });
};

// Commands.
export type WorkCommand =
  | { type: 'LogWork'; workId: string; engineer: string; from: string; to: string; kind?: WorkKind }
  | { type: 'AmendWork'; workId: string; from: string; to: string; reason: string }
  | { type: 'VoidWork'; workId: string; reason: string };

export const work: TicketPart<WorkCommand, Work, WorkEvent, WorkEvent | MergeAbsorbed> = {
  initial: { work: new Map() },
  evolve: {
    WorkLogged: (state, { type: _, ...entry }) => set(state, { ...entry, voided: false }),
    WorkAmended: (state, { workId, from, to }) => set(state, { ...logged(state, workId), from, to }),
    WorkVoided: (state, { workId }) => set(state, { ...logged(state, workId), voided: true }),
    MergeAbsorbed: (state, { work }) => work.reduce(set, state),
  },
  decide: {
    LogWork: ({ workId, engineer, from, to, kind = 'after_hours_emergency' }, whole, { at, policy }) => {
      if (whole.work.work.has(workId))
        throw refusal('work.exists', `${workId} is logged already. Amend it instead.`, {
          acts: ['AmendWork'],
          of: { workId },
        });
      mustBePlausible(from, to, at, policy);
      mustNotHaveJudged(whole, engineer, ms(from));
      return [{ type: 'WorkLogged', workId, engineer, kind, from, to }];
    },
    AmendWork: ({ workId, from, to, reason }, whole, { at, policy }) => {
      const entry = known(whole.work, workId);
      if (entry.voided)
        throw refusal('work.voided', `${workId} was voided and stays so. Log a new entry instead.`, {
          acts: ['LogWork'],
        });
      if (entry.from === from && entry.to === to) return [];
      mustBePlausible(from, to, at, policy);
      const { cycleStarts } = whole.conversation;
      if (cycleAt(cycleStarts, ms(from)) !== cycleAt(cycleStarts, ms(entry.from)))
        mustNotHaveJudged(whole, entry.engineer, ms(from));
      return [{ type: 'WorkAmended', workId, from, to, reason }];
    },
    VoidWork: ({ workId, reason }, { work: state }) =>
      known(state, workId).voided ? [] : [{ type: 'WorkVoided', workId, reason }],
  },
};

const mustBePlausible = (from: string, to: string, at: string, { rules }: Policy) => {
  if (ms(to) <= ms(from)) throw refusal('work.backwards', `The work ends at ${to}, not after it began at ${from}.`);
  if (ms(to) > ms(at))
    throw refusal('work.in-future', `The work ends at ${to}; it is ${at} now. Log it when it is done.`);
  const { maxEntryMinutes } = rules;
  if (maxEntryMinutes !== null && ms(to) - ms(from) > maxEntryMinutes * MINUTE)
    throw refusal(
      'work.too-long',
      `The entry lasts from ${from} to ${to}; the policy takes at most ${maxEntryMinutes} minutes in one. Log it in parts.`,
    );
};
const refusal = (code: WorkProblem, message: string, instead?: Instead) => new DomainError(code, message, instead);
export type WorkProblem = `work.${'unknown' | 'exists' | 'voided' | 'backwards' | 'in-future' | 'too-long'}`;
