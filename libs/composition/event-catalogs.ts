import { READING_EVENTS } from '#audit';
import { BILLING_EVENTS, MONTH_EVENTS } from '#billing';
import { CLIENT_EVENTS, REGISTER_EVENTS } from '#clients';
import { INBOX_EVENTS, MAIL_EVENTS } from '#conversation';
import { KEY_EVENTS } from '#identity';
import { PUBLIC_EVENTS, WEBHOOK_EVENTS } from '#messaging';
import { CALENDAR_EVENTS, PAGE_EVENTS, ROSTER_EVENTS } from '#oncall';
import { OUTAGE_EVENTS, OUTAGE_HOLD_EVENTS } from '#outages';
import { POLICY_EVENTS } from '#policy';
import { SLA_EVENTS } from '#sla';
import { TICKET_EVENTS } from '#ticketing';
import { RESOURCE_EVENTS, TRAINING_EVENTS } from '#training';

/** Every event of every stream category, by the beginning of the stream's name. */
export const CATALOGS = {
  ticket: TICKET_EVENTS,
  sla: SLA_EVENTS,
  billing: BILLING_EVENTS,
  months: MONTH_EVENTS,
  policy: POLICY_EVENTS,
  public: PUBLIC_EVENTS,
  webhooks: WEBHOOK_EVENTS,
  keys: KEY_EVENTS,
  roster: ROSTER_EVENTS,
  client: CLIENT_EVENTS,
  register: REGISTER_EVENTS,
  page: PAGE_EVENTS,
  mail: MAIL_EVENTS,
  inbox: INBOX_EVENTS,
  calendar: CALENDAR_EVENTS,
  reading: READING_EVENTS,
  outage: OUTAGE_EVENTS,
  outaged: OUTAGE_HOLD_EVENTS,
  training: TRAINING_EVENTS,
  resources: RESOURCE_EVENTS,
};
