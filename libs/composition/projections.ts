import { clientList } from '#clients/module';
import { inboxList } from '#conversation/module';
import { publicFeed, webhookList } from '#messaging/module';
import { pageList } from '#oncall/module';
import { afterHours, proposals, repeatTrouble, slaOutcomes } from '#operations/module';
import { outageList } from '#outages/module';
import type { AnyProjection } from '#read-store';
import { slaBoard } from '#sla/module';
import { ticketList, workEntries } from '#ticketing/module';
import { trainingList } from '#training/module';

/** Every view, in the order in which they are shown. */
export const PROJECTIONS: readonly AnyProjection[] = [
  ticketList,
  slaBoard,
  slaOutcomes,
  afterHours,
  proposals,
  repeatTrouble,
  workEntries,
  publicFeed,
  webhookList,
  clientList,
  pageList,
  inboxList,
  outageList,
  trainingList,
];
