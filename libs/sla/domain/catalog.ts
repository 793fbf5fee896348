import type { Catalog } from '#kernel';
import type { SlaEvent } from './sla';

/** Every event of sla-<ticketId>, for ever. None holds personal data. */
export const SLA_EVENTS = {
  TargetSet: { schemaVersion: 1 },
  TargetWarned: { schemaVersion: 1 },
  TargetBreached: { schemaVersion: 1 },
  SlaBreachWithdrawn: { schemaVersion: 1 },
  TargetMet: { schemaVersion: 1 },
  TargetPaused: { schemaVersion: 1 },
  TargetResumed: { schemaVersion: 1 },
  TargetCancelled: { schemaVersion: 1 },
} as const satisfies Catalog<SlaEvent>;
