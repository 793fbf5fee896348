import { Instant, OneOf, Optional, Text, TicketId, WholeNumber } from '#http-kit/http';
import { CHANNELS, type Channel } from '#policy';
import { REJECTION_GROUNDS, type RejectionGround } from '../domain/lifecycle-events';

export class LinkDto {
  /** The other ticket, of the same client. */
  @TicketId() ticketId!: string;
  @Optional() @Text(1, 4000) reason?: string;
}
export class UnassignmentDto {
  @Optional() @Text(1, 4000) reason?: string;
}
export class DeescalationDto {
  /** The tier that takes it back; the one below, where none is named. */
  @Optional() @WholeNumber(1, 9) to?: number;
  @Text(1, 4000) reason!: string;
}
export class RejectionDto {
  @OneOf(REJECTION_GROUNDS) ground!: RejectionGround;
  @Text(1, 4000) reason!: string;
}
export class ContactCorrectionDto {
  /** The contact that is meant: its instant, as the ticket's page shows it. */
  @Instant() was!: string;
  /** When the client contacted us in truth. */
  @Instant() contactedAt!: string;
  @Optional() @OneOf(CHANNELS) channel?: Channel;
  @Text(1, 4000) reason!: string;
}
export class ReplyCorrectionDto {
  @Text(1, 4000) reason!: string;
}
