import { OneOf, Optional, Text, Texts, TicketId, WholeNumber } from '#http-kit/http';
import { FAULT_CLASSES, type FaultClass } from '#policy';

export class EvidenceDto {
  /** What is known of the cause: a measurement, what the carrier says, what was seen on the site. */
  @Text(1, 4000, 'The site shows mains loss from 01:55 to 03:31; our line was up throughout.') text!: string;
  /** Files on the ticket that show it, each by its SHA-256. */
  @Optional() @Texts(20, 64) attachments?: string[];
}
export class FaultProposalDto {
  @OneOf(FAULT_CLASSES) faultClass!: FaultClass;
  /** The client's share in percent; with `shared` only. */
  @Optional() @WholeNumber(1, 99) sharePercent?: number;
  @Text(10, 4000, 'The power supply on their side was dead; replacing the outlet brought it back.') reason!: string;
}
export class RepeatDismissalDto {
  /** The ticket whose determination contradicts this one. */
  @TicketId() ticketId!: string;
  /** That determination, as GET /queues/repeat-trouble names it. */
  @Text(1, 255) determinationId!: string;
  @Text(10, 4000, 'Another cause: that one was our card in another shelf.') reason!: string;
}
