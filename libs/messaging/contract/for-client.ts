import { DESK } from '#ticketing';
import type { PublicMessage } from './message';

/**
 * A message as a client hears it: the same event, at the same place, without the names of staff. Whoever reads for all
 * clients, and Kafka, which is the provider's own, have it as it was recorded.
 */
export const forClient = (message: PublicMessage): PublicMessage =>
  message.type === 'com.faultline.ticket.assigned.v1'
    ? { ...message, data: { ...message.data, assignee: DESK } }
    : message;
