import type { Stamp } from '#kernel';
import type { TicketEvent, TicketEventOf } from '#ticketing';
import { type TranslationContext, type Translations } from './public-event-draft';

type Determined = TicketEventOf<'FaultDetermined' | 'FaultDeterminationSuperseded'>;
const finding = ({ cycle, determination }: Determined, { about, stamp }: TranslationContext) => ({
  ...about,
  cycle,
  determinationId: determination.id,
  faultClass: determination.faultClass,
  ...(determination.sharePercent !== undefined && { sharePercent: determination.sharePercent }),
  determinedAt: at(stamp),
});
const at = ({ occurredAt }: Stamp) => occurredAt;

/**
 * What others hear of ticket-<id>. Fields are named one by one: what the catalog calls personal is not among them.
 * A merged ticket says where it went; what it brings is told of the survivor only where it changes something there.
 */
export const TRANSLATE_TICKET: Translations<TicketEvent> = {
  TicketOpened: (event, { about, stamp }) => ({
    type: 'com.faultline.ticket.opened.v1',
    data: {
      ...about,
      channel: event.channel,
      requestedPriority: event.requested,
      priority: event.assigned,
      category: event.category,
      tier: event.tier,
      openedAt: stamp.recordedAt,
      ...(event.contactedAt !== undefined && { contactedAt: event.contactedAt }),
      policy: { id: event.policyId, version: event.policyVersion },
    },
  }),
  ClientContactRecorded: ({ channel }, { about, stamp }) => ({
    type: 'com.faultline.ticket.contacted.v1',
    data: { ...about, channel, contactedAt: at(stamp) },
  }),
  TicketTriaged: ({ priority }, { about, stamp }) => ({
    type: 'com.faultline.ticket.prioritised.v1',
    data: { ...about, priority, how: 'triaged', decidedAt: at(stamp) },
  }),
  PriorityChanged: ({ from, to }, { about, stamp }) => ({
    type: 'com.faultline.ticket.prioritised.v1',
    data: { ...about, priority: to, from, how: 'changed', decidedAt: at(stamp) },
  }),
  PriorityCorrected: ({ from, to }, { about, stamp }) => ({
    type: 'com.faultline.ticket.prioritised.v1',
    data: { ...about, priority: to, from, how: 'corrected', decidedAt: at(stamp) },
  }),
  TicketAssigned: ({ assignee }, { about, stamp }) => ({
    type: 'com.faultline.ticket.assigned.v1',
    data: { ...about, assignee, assignedAt: at(stamp) },
  }),
  TicketEscalated: ({ from, to, trigger }, { about, stamp }) => ({
    type: 'com.faultline.ticket.escalated.v1',
    data: { ...about, from, to, trigger, escalatedAt: at(stamp) },
  }),
  TicketUnassigned: (_event, { about, stamp }) => ({
    type: 'com.faultline.ticket.unassigned.v1',
    data: { ...about, unassignedAt: at(stamp) },
  }),
  TicketDeescalated: ({ from, to }, { about, stamp }) => ({
    type: 'com.faultline.ticket.deescalated.v1',
    data: { ...about, from, to, deescalatedAt: at(stamp) },
  }),
  ServiceRestored: ({ cycle }, { about, stamp }) => ({
    type: 'com.faultline.ticket.restored.v1',
    data: { ...about, cycle, restoredAt: at(stamp) },
  }),
  TicketResolved: ({ cycle, code, autoCloseAt }, { about, stamp }) => ({
    type: 'com.faultline.ticket.resolved.v1',
    data: { ...about, cycle, resolutionCode: code, resolvedAt: at(stamp), closesAt: autoCloseAt },
  }),
  TicketClosed: ({ how }, { about, stamp }) => ({
    type: 'com.faultline.ticket.closed.v1',
    data: { ...about, how, closedAt: at(stamp) },
  }),
  TicketReopened: ({ cycle, event, channel }, { about, stamp }) => ({
    type: 'com.faultline.ticket.reopened.v1',
    data: { ...about, cycle, afterHoursEvent: event, channel, reopenedAt: at(stamp) },
  }),
  TicketCancelled: (_event, { about, stamp }) => ({
    type: 'com.faultline.ticket.cancelled.v1',
    data: { ...about, cancelledAt: at(stamp) },
  }),
  TicketRejected: ({ ground }, { about, stamp }) => ({
    type: 'com.faultline.ticket.rejected.v1',
    data: { ...about, ground, rejectedAt: at(stamp) },
  }),
  TicketMerged: ({ into }, { about, stamp }) => ({
    type: 'com.faultline.ticket.merged.v1',
    data: { ...about, into, mergedAt: at(stamp) },
  }),
  PersonalDataErased: (_event, { about, stamp }) => ({
    type: 'com.faultline.ticket.erased.v1',
    data: { ...about, erasedAt: at(stamp) },
  }),
  FaultDetermined: (event, circumstances) => ({
    type: 'com.faultline.fault-review.determined.v1',
    data: finding(event, circumstances),
  }),
  FaultDeterminationSuperseded: (event, circumstances) => ({
    type: 'com.faultline.fault-review.superseded.v1',
    data: { ...finding(event, circumstances), supersedes: event.was },
  }),
  FaultDisputed: ({ disputeId, event }, { about, stamp }) => ({
    type: 'com.faultline.fault-review.disputed.v1',
    data: { ...about, disputeId, afterHoursEvent: event, disputedAt: at(stamp) },
  }),
  DisputeSettled: ({ disputeId, event }, { about, stamp }) => ({
    type: 'com.faultline.fault-review.settled.v1',
    data: { ...about, disputeId, afterHoursEvent: event, settledAt: at(stamp) },
  }),
};
