import { BILLING_EVENTS } from '#billing';
import { META_EVENTS } from '#event-store';
import { PUBLIC_EVENTS, WEBHOOK_EVENTS } from '#messaging';
import { POLICY_EVENTS } from '#policy';
import { SLA_EVENTS } from '#sla';
import { TICKET_EVENTS } from '#ticketing';

/** Every event that may lie in a store, by the category of its stream. */
export const CATALOGS = {
  ticket: TICKET_EVENTS,
  sla: SLA_EVENTS,
  billing: BILLING_EVENTS,
  policy: POLICY_EVENTS,
  public: PUBLIC_EVENTS,
  webhooks: WEBHOOK_EVENTS,
  'faultline-meta': META_EVENTS,
} as const;
