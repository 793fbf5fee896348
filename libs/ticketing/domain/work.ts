// ticket-<id>, the work entries: who worked, from when to when, and whether it was the emergency or planned.

import { type Decider, DomainError, MINUTE, ms } from '#kernel';
import type { Policy } from '#policy';
import {
  cycleAt,
  hearInvolvement,
  type Involvement,
  type InvolvementSeen,
  mustNotHaveJudged,
  nobody,
} from './involvement';
import type { TicketContext } from './ticket-context';

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
export type Work = Involvement & { readonly work: ReadonlyMap<string, WorkEntry> };
const set = (state: Work, entry: WorkEntry): Work => ({
  ...state,
  work: new Map([...state.work, [entry.workId, entry]]),
});
const known = (state: Work, workId: string): WorkEntry => {
  const entry = state.work.get(workId);
  if (entry) return entry;
  throw refusal('work.unknown', `There is no work entry ${workId} on this ticket. GET …/page lists them.`);
};

// Commands.
export type WorkCommand =
  | { type: 'LogWork'; workId: string; engineer: string; from: string; to: string; kind?: WorkKind }
  | { type: 'AmendWork'; workId: string; from: string; to: string; reason: string }
  | { type: 'VoidWork'; workId: string; reason: string };

export const work: Decider<WorkCommand, Work, WorkEvent, WorkEvent | InvolvementSeen, TicketContext> = {
  initial: { ...nobody, work: new Map() },
  evolve: {
    TicketOpened: (state, _event, { recordedAt }) => hearInvolvement.opened(state, recordedAt),
    TicketReopened: (state, _event, { occurredAt }) => hearInvolvement.reopened(state, occurredAt),
    FaultDetermined: (state, event) => hearInvolvement.determined(state, event),
    FaultDeterminationSuperseded: (state, event) => hearInvolvement.superseded(state, event),
    WorkLogged: (state, event) => {
      const { type: _, ...entry } = event;
      return set(hearInvolvement.worked(state, event), { ...entry, voided: false });
    },
    WorkAmended: (state, event) => {
      const { workId, from, to } = event;
      return set(hearInvolvement.amended(state, event), { ...known(state, workId), from, to });
    },
    WorkVoided: (state, { workId }) => set(state, { ...known(state, workId), voided: true }),
    MergeAbsorbed: (state, event) => event.work.reduce(set, hearInvolvement.absorbed(state, event)),
  },
  decide: {
    LogWork: ({ workId, engineer, from, to, kind = 'after_hours_emergency' }, state, { at, policy }) => {
      if (state.work.has(workId))
        throw refusal(
          'work.exists',
          `${workId} is logged already. Amend it instead: POST …/work/${workId}/amendments.`,
        );
      mustBePlausible(from, to, at, policy);
      mustNotHaveJudged(state, engineer, ms(from));
      return [{ type: 'WorkLogged', workId, engineer, kind, from, to }];
    },
    AmendWork: ({ workId, from, to, reason }, state, { at, policy }) => {
      const entry = known(state, workId);
      if (entry.voided)
        throw refusal('work.voided', `${workId} was voided and stays so. Log a new entry instead: POST …/work.`);
      if (entry.from === from && entry.to === to) return [];
      mustBePlausible(from, to, at, policy);
      if (cycleAt(state.starts, ms(from)) !== cycleAt(state.starts, ms(entry.from)))
        mustNotHaveJudged(state, entry.engineer, ms(from));
      return [{ type: 'WorkAmended', workId, from, to, reason }];
    },
    VoidWork: ({ workId, reason }, state) =>
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
const refusal = (code: WorkProblem, message: string) => new DomainError(code, message);
export type WorkProblem = `work.${'unknown' | 'exists' | 'voided' | 'backwards' | 'in-future' | 'too-long'}`;
