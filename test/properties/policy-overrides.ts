import { mergePolicy } from '#policy';
import type { Chance } from '../faults/chance';

/** What a contract may say otherwise than the default policy. Each is laid over it alone or with others. */
const OVERRIDES: readonly object[] = [
  { billing: { incrementMinutes: 15 } },
  { billing: { incrementMinutes: 6, minimumMinutes: 0 } },
  { billing: { minimumScope: 'session' } },
  { billing: { minimumScope: 'session', parallelEngineers: 'per-engineer', incrementMinutes: 30 } },
  { billing: { parallelEngineers: 'per-engineer' } },
  { billing: { billableWindow: 'whole-event' } },
  { billing: { incidentFeeCents: 4_999 } },
  { billing: { ratePerHourCents: 9_999, minimumMinutes: 30 } },
  { billing: { lateEntryDays: 0 } },
  { billing: { lateEntryDays: 2 } },
  { billing: { waiverApprovalOverCents: 0 } },
  { billing: { chargeApprovalOverCents: 12_500 } },
  { billing: { chargeApprovalOverCents: 0, incidentFeeCents: 4_999 } },
  { billing: { chargeApprovalOverCents: null } },
  { billing: { maxEntryMinutes: 60 } },
  { afterHours: { untriagedP1: 'channel-default' } },
  { afterHours: { eventWindowMinutes: 0 } },
  { afterHours: { eventWindowMinutes: 60, qualifyMinutes: 0 } },
  { afterHours: { qualifyMinutes: 1440 } },
  { fault: { autoWaiveUndeterminedDays: 1 } },
  { fault: { autoWaiveUndeterminedDays: 7 } },
  {
    fault: {
      chargeable: ['client', 'third_party_client_side', 'force_majeure'],
      needsApproval: ['shared'],
      notChargeable: ['provider', 'third_party_provider_side', 'undetermined'],
    },
  },
  { sla: { pauseOn: ['awaiting_customer', 'awaiting_third_party', 'scheduled'] } },
  { sla: { pauseOn: [] } },
  { sla: { autoClose: { P1: 60, default: 120 } } },
  { sla: { reopenDays: 2 } },
  { priorities: { P1: { calendar: 'standard-hours' } } },
  { priorities: { P2: { restore: null, respond: 20 }, P3: { restore: 60, calendar: '24x7' } } },
  { defaultPriority: { voicemail: 'P3', phone: 'P2' } },
  { calendars: { 'standard-hours': { holidays: null } } },
  { timezone: 'Europe/Berlin' },
];

/** Any of them, alone or over one another. */
export const policyOverride = (chance: Chance): Record<string, unknown> =>
  Array.from({ length: chance.of([0, 0, 1, 1, 2, 3]) }, () => chance.of(OVERRIDES)).reduce<Record<string, unknown>>(
    (below, above) => mergePolicy(below, above) as Record<string, unknown>,
    {},
  );
