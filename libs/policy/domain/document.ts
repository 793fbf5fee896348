import type { Algorithm, UntriagedP1 } from './algorithm';
import type { Channel, FaultClass, Pause, Priority, RosterLevel, Target, Weekday } from './vocabulary';

/** Open at all times, or by the week. Windows are local clock readings 'HH:MM-HH:MM', half-open; '24:00' may end one. */
export type CalendarTerms = { readonly always: true } | WeeklyTerms;
export type WeeklyTerms = {
  readonly weekly: { readonly [D in Weekday]?: readonly string[] };
  /** The name of a list under `holidays`. */
  readonly holidays?: string | null;
  /** An IANA zone, where it is not the policy's. */
  readonly timezone?: string;
};

/** `days`: 'MM-DD', '1st mon of 09', 'last mon of 05', or one day 'YYYY-MM-DD'. */
export type HolidayTerms = {
  readonly days: readonly string[];
  /** Where a holiday on a weekend day closes a working day as well: the Friday before or the Monday after. */
  readonly observed?: { readonly sat?: 'fri' | 'mon'; readonly sun?: 'fri' | 'mon' };
};

/** Targets are minutes on the calendar; null is a target that this priority does not have. */
export type PriorityTerms = { readonly [T in Target]: number | null } & {
  readonly calendar: string;
  readonly page: boolean;
  /** Percent of a target's minutes, ascending. */
  readonly warn: readonly number[];
  /** Minutes on the calendar in tier 1 and in tier 2 before the next one takes over. */
  readonly escalate?: { readonly t1t2?: number; readonly t2t3?: number } | null;
};

/** A support policy as it is written down: the shape of `policies/standard-support.yaml`, explained in docs/policy.md. */
export type PolicyDocument = {
  readonly policyId: string;
  readonly version: number;
  /** By which rules it is read; 1 where a stored version states none. */
  readonly algorithm?: Algorithm;
  /** ISO 8601 with an offset: tickets opened from then on. */
  readonly effectiveFrom: string;
  readonly provenance: Readonly<Record<string, 'seed' | 'default' | 'contract'>>;
  readonly timezone: string;
  readonly calendars: Readonly<Record<string, CalendarTerms>>;
  readonly holidays: Readonly<Record<string, HolidayTerms>>;
  readonly priorities: { readonly [P in Priority]: PriorityTerms };
  readonly defaultPriority: { readonly [C in Channel]: Priority };
  readonly sla: {
    readonly clockStart: 'first-contact';
    readonly pauseOn: readonly Pause[];
    readonly onUpgrade: { readonly start: 'change'; readonly keep: 'earliest-due' };
    readonly onDowngrade: { readonly start: 'clock-start'; readonly keepBreaches: true };
    /** Minutes around the clock after the resolution. */
    readonly autoClose: { readonly [P in Priority]?: number } & { readonly default: number };
    readonly reopenDays: number;
    /** How far back anybody but a supervisor dates a contact; 72 where it is not stated, under every algorithm. */
    readonly contactBackHours?: number;
  };
  readonly onCall: { readonly ackMinutes: number; readonly levels: readonly RosterLevel[]; readonly rounds: number };
  readonly afterHours: {
    readonly trigger: 'contact-off-hours';
    readonly priority: readonly Priority[];
    readonly priorityTest: 'assigned';
    /** Since algorithm 2: whether a P1 that is asked for outside standard hours is one until somebody has looked. */
    readonly untriagedP1?: UntriagedP1;
    readonly eventWindowMinutes: number;
    readonly qualifyMinutes: number;
  };
  readonly fault: {
    readonly chargeable: readonly FaultClass[];
    readonly notChargeable: readonly FaultClass[];
    readonly needsApproval: readonly FaultClass[];
    /** Minutes on `standard-hours`. */
    readonly reviewBusinessMinutes: number;
    readonly autoWaiveUndeterminedDays: number;
    readonly repeatWindowDays: number;
  };
  readonly billing: {
    readonly currency: string;
    readonly ratePerHourCents: number;
    readonly minimumMinutes: number;
    readonly minimumScope: 'event' | 'session';
    readonly incidentFeeCents: number;
    readonly incrementMinutes: number;
    readonly roundScope: 'event-total';
    readonly parallelEngineers: 'elapsed-union' | 'per-engineer';
    readonly billableWindow: 'off-hours-only' | 'whole-event';
    readonly amountRounding: 'half-up';
    readonly lateEntryDays: number;
    /** Since algorithm 2. */
    readonly maxEntryMinutes?: number;
    /** Since algorithm 2; null: no charge waits for its amount. */
    readonly chargeApprovalOverCents?: number | null;
    readonly waiverApprovalOverCents: number;
  };
};

/** How one IANA zone moved its clocks, as read when the policy was published. Seconds throughout. */
export type ZoneTransitions = {
  /** The zone data that it was read from, such as 'tzdata 2026c'. */
  readonly source: string;
  /** Epoch seconds in [from, until) are covered. */
  readonly from: number;
  readonly until: number;
  /** Seconds east of UTC before the first transition, then after each: one longer than `at`. */
  readonly offsets: readonly number[];
  /** Epoch seconds, ascending. */
  readonly at: readonly number[];
};

/** A policy as it was published. Never edited: tickets are pinned to it. */
export type PolicyVersion = {
  readonly policyId: string;
  readonly version: number;
  readonly document: PolicyDocument;
  readonly zones: Readonly<Record<string, ZoneTransitions>>;
};
