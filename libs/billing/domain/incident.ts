// What billing knows of a ticket: every fact, in the order in which it was recorded. Folded from the
// facts and from what people decided; judged in qualification.ts, minutes.ts and assessment.ts.

import { ms } from '#kernel';
import type { FaultClass, Priority } from '#policy';
import { cycleAt, type PriorityChange, type WorkKind } from '#ticketing';
import type { BillingFact } from './facts';

/** A place in the order of record: what came after what, where instants are equal. */
type Seq = number;
export type Version = { readonly from: number; readonly to: number; readonly recordedAt: number; readonly seq: Seq };
export type Entry = {
  readonly workId: string;
  readonly engineer: string;
  readonly kind: WorkKind;
  readonly voided: boolean;
  /** As logged, then as amended, in order. */
  readonly versions: readonly Version[];
};
/** `event` groups cycles into after-hours events. Instants in epoch milliseconds. */
export type IncidentCycle = {
  readonly event: number;
  readonly startedAt: number;
  readonly startedSeq: Seq;
  readonly endedAt?: number;
  readonly endedSeq?: Seq;
};
export type Finding = {
  readonly cycle: number;
  readonly determinationId: string;
  readonly faultClass: FaultClass;
  readonly sharePercent?: number;
  /** Who found it; not known of what was noted before it was asked for. */
  readonly by?: string;
  readonly seq: Seq;
};
export type TermsAnswer = {
  readonly event: number;
  readonly at: number;
  readonly seq: Seq;
  readonly accepted: boolean;
};

/** `wantedCents`: what the event came to once it was approved, where its policy limits amounts. */
export type Approval = { readonly event: number; readonly seq: Seq; readonly wantedCents?: number };

export type Incident = {
  readonly seq: Seq;
  readonly client: string;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly contacts: readonly number[];
  readonly base: Priority;
  readonly changes: readonly PriorityChange[];
  readonly validated: boolean;
  readonly correctedSeq: Seq;
  /** Who corrected the priority last. */
  readonly correctedBy?: string;
  readonly entries: readonly Entry[];
  readonly cycles: readonly IncidentCycle[];
  readonly merged: boolean;
  /** Tickets that were merged into this one. */
  readonly absorbed: readonly string[];
  readonly findings: readonly Finding[];
  readonly terms: readonly TermsAnswer[];
  readonly disputed?: number;
  readonly approvals: readonly Approval[];
  readonly waived: readonly number[];
  /** Events that the clock has waived: it does so once. */
  readonly waivedByTime: readonly number[];
  /** A charge was approved or waived at some time, whatever came of it: then the ticket is not merged away. */
  readonly decided: boolean;
  /** What people wrote about it is gone, and with it the evidence. */
  readonly erased: boolean;
};

export const emptyIncident: Incident = {
  seq: 0,
  client: '',
  policyId: '',
  policyVersion: 0,
  contacts: [],
  base: 'P3',
  changes: [],
  validated: false,
  correctedSeq: 0,
  entries: [],
  cycles: [],
  merged: false,
  absorbed: [],
  findings: [],
  terms: [],
  approvals: [],
  waived: [],
  waivedByTime: [],
  decided: false,
  erased: false,
};

type Times = { readonly occurredAt: number; readonly recordedAt: number };
type ApplyFact<K> = (incident: Incident, fact: Extract<BillingFact, { kind: K }>, times: Times) => Incident;

const withEntry = (incident: Incident, workId: string, change: (entry: Entry) => Entry): Incident => {
  if (!incident.entries.some((entry) => entry.workId === workId)) throw new Error(`there is no work entry ${workId}`);
  return { ...incident, entries: incident.entries.map((entry) => (entry.workId === workId ? change(entry) : entry)) };
};

const APPLY: { readonly [K in BillingFact['kind']]: ApplyFact<K> } = {
  opened: (incident, { client, policyId, policyVersion, assigned, contactedAt }, { recordedAt }) => ({
    ...incident,
    client,
    policyId,
    policyVersion,
    base: assigned,
    contacts: contactedAt === undefined ? [] : [ms(contactedAt)],
    cycles: [{ event: 1, startedAt: recordedAt, startedSeq: incident.seq }],
  }),
  contacted: (incident, _fact, { occurredAt }) => ({ ...incident, contacts: [...incident.contacts, occurredAt] }),
  // After the work has closed a correction charges nobody without an approval, as that of a priority does not.
  contact_corrected: (incident, { was, contactedAt, by }) => ({
    ...incident,
    correctedBy: by,
    contacts: incident.contacts.toSpliced(incident.contacts.indexOf(ms(was)), 1, ms(contactedAt)),
    correctedSeq: incident.seq,
  }),
  priority_validated: (incident, { priority, correction, by }) => ({
    ...incident,
    ...(by !== undefined && { correctedBy: by }),
    base: priority,
    changes: [],
    validated: true,
    correctedSeq: correction ? incident.seq : incident.correctedSeq,
  }),
  priority_changed: (incident, { priority }, { occurredAt: at }) => ({
    ...incident,
    changes: [...incident.changes, { at, priority, cycle: incident.cycles.length }],
    validated: true,
  }),
  work_logged: (incident, { workId, engineer, workKind: kind, from, to }, { recordedAt }) => {
    const version = { from: ms(from), to: ms(to), recordedAt, seq: incident.seq };
    return {
      ...incident,
      entries: [...incident.entries, { workId, engineer, kind, voided: false, versions: [version] }],
    };
  },
  work_amended: (incident, { workId, from, to }, { recordedAt }) => {
    const version = { from: ms(from), to: ms(to), recordedAt, seq: incident.seq };
    return withEntry(incident, workId, (entry) => ({ ...entry, versions: [...entry.versions, version] }));
  },
  work_voided: (incident, { workId }) => withEntry(incident, workId, (entry) => ({ ...entry, voided: true })),
  // Work is closed when that is recorded, however long before service was back: until then it may go on.
  work_closed: (incident, _fact, { recordedAt: endedAt }) => ({
    ...incident,
    cycles: incident.cycles.map((cycle, index) =>
      index === incident.cycles.length - 1 ? { ...cycle, endedAt, endedSeq: incident.seq } : cycle,
    ),
  }),
  // A reopening is a contact of the client.
  reopened: (incident, { event }, { occurredAt: startedAt }) => ({
    ...incident,
    contacts: [...incident.contacts, startedAt],
    cycles: [...incident.cycles, { event, startedAt, startedSeq: incident.seq }],
  }),
  // Like a correction: what rises after the work has closed waits for an approval. The client was shown other terms.
  rebound: (incident, { policyId, policyVersion }) => ({
    ...incident,
    policyId,
    policyVersion,
    correctedSeq: incident.seq,
  }),
  merged: (incident) => ({ ...incident, merged: true }),
  absorbed: (incident, { from: source, contacts, work, terms }, { recordedAt }) => ({
    ...incident,
    absorbed: [...incident.absorbed, source],
    contacts: [...incident.contacts, ...contacts.map(ms)],
    entries: [
      ...incident.entries,
      ...work.map(({ workId, engineer, kind, from, to, voided }) => {
        const version = { from: ms(from), to: ms(to), recordedAt, seq: incident.seq };
        return { workId, engineer, kind, voided, versions: [version] };
      }),
    ],
    terms: [
      ...incident.terms,
      ...terms.map(({ at, accepted }) => ({ event: 1, at: ms(at), seq: incident.seq, accepted })),
    ],
  }),
  determined: (incident, { kind: _, ...finding }) => ({
    ...incident,
    findings: [...incident.findings, { ...finding, seq: incident.seq }],
  }),
  disputed: (incident, { event }) => ({ ...incident, disputed: event }),
  settled: ({ disputed: _, ...incident }) => incident,
  erased: (incident) => ({ ...incident, erased: true }),
  marked_billed: (incident) => incident,
};

/** The incident with one fact more. */
export const applyFact = (incident: Incident, fact: BillingFact, times: Times): Incident =>
  (APPLY[fact.kind] as ApplyFact<string>)({ ...incident, seq: incident.seq + 1 }, fact as never, times);

/** How many after-hours events the ticket has had. */
export const eventCount = ({ cycles }: Incident): number => cycles.at(-1)?.event ?? 0;
export const cyclesOf = ({ cycles }: Incident, event: number): readonly IncidentCycle[] =>
  cycles.filter((cycle) => cycle.event === event);
/** The event to which an instant belongs: that of the cycle in which it lies, before the first the first. */
export const eventAt = ({ cycles }: Incident, at: number): number =>
  cycles[
    cycleAt(
      cycles.map(({ startedAt }) => startedAt),
      at,
    ) - 1
  ]?.event ?? 1;
/** When the work of an event was closed last; `undefined` while it is open. */
export const closingOf = (incident: Incident, event: number): { at: number; seq: Seq } | undefined => {
  const { endedAt: at, endedSeq: seq } = cyclesOf(incident, event).at(-1) ?? {};
  return at === undefined || seq === undefined ? undefined : { at, seq };
};
/** The client's answers to the terms of an event, in the order in which they were given. */
export const answersOf = ({ terms }: Incident, event: number): readonly TermsAnswer[] =>
  terms.filter((answer) => answer.event === event).toSorted((a, b) => a.at - b.at || a.seq - b.seq);
/** What the event came to when it was approved last, in cents; 0 where it never was. */
export const approvedCents = ({ approvals }: Incident, event: number): number =>
  approvals.findLast((approval) => approval.event === event)?.wantedCents ?? 0;
export const isApprovedSince = ({ approvals }: Incident, event: number, seq: Seq): boolean =>
  approvals.some((approval) => approval.event === event && approval.seq > seq);

/** Whether a person worked on an event, determined its fault or corrected its priority: whoever did approves no charge of it. */
export const hasHandIn = (incident: Incident, event: number, person: string): boolean =>
  incident.correctedBy === person ||
  incident.entries.some(
    ({ engineer, versions }) => engineer === person && eventAt(incident, versions.at(-1)?.from ?? 0) === event,
  ) ||
  incident.findings.some(({ by, cycle }) => by === person && incident.cycles[cycle - 1]?.event === event);
