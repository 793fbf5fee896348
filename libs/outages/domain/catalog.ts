import type { Catalog } from '#kernel';
import type { OutageEvent } from './outage-events';
import type { HoldEvent } from './outage-hold';

/** Every event of outage-<id>, for ever. Whatever people typed may say who somebody is. */
export const OUTAGE_EVENTS = {
  OutageOpened: { schemaVersion: 1, personal: ['summary'] },
  OutageTicketAttached: { schemaVersion: 1 },
  OutageTicketDetached: { schemaVersion: 1, personal: ['reason'] },
  OutageNoticeGiven: { schemaVersion: 1, personal: ['text'] },
  OutageNoticePassedOn: { schemaVersion: 1 },
  OutageCauseFound: { schemaVersion: 1, personal: ['reason'] },
  OutageCauseProposed: { schemaVersion: 1 },
  OutageClosed: { schemaVersion: 1, personal: ['note'] },
  OutageErased: { schemaVersion: 1, erases: true },
} as const satisfies Catalog<OutageEvent>;
/** Every event of outaged-<ticketId>. */
export const OUTAGE_HOLD_EVENTS = {
  TicketHeld: { schemaVersion: 1 },
  TicketLetGo: { schemaVersion: 1 },
} as const satisfies Catalog<HoldEvent>;
