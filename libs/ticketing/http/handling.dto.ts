import { Formed, Id, Instant, OneOf, Optional, Text, TicketId, WholeNumber } from '#http-kit/http';
import { CHANNELS, type Channel, PRIORITIES, type Priority } from '#policy';
import { INSTEAD_OF_PHONE } from '../domain/contacts';

/** A command that needs no word more than its path. */
export class NothingDto {}

export class ContactDto {
  @OneOf(CHANNELS) channel!: Channel;
  /** What the client writes. */
  @Optional() @Text(1, 20_000) text?: string;
  /** When the client called, where staff writes it down later. A client's own message came when it arrives. */
  @Optional() @Instant() occurredAt?: string;
}
export class TriageDto {
  @OneOf(PRIORITIES) priority!: Priority;
}
export class PriorityDto {
  @OneOf(PRIORITIES) priority!: Priority;
  @Text(1, 4000) reason!: string;
}
export class AssignmentDto {
  @Id('anna') assignee!: string;
  @Optional() @Text(1, 4000) reason?: string;
}
export class EscalationDto {
  /** The tier that takes over; the next one, where none is named. */
  @Optional() @WholeNumber(1, 9) to?: number;
  @Text(1, 4000) reason!: string;
}
export class ReplyDto {
  @Optional() @OneOf(CHANNELS) channel?: Channel;
  @Optional() @Text(1, 20_000) text?: string;
  /** When it was said, where it is written down later. */
  @Optional() @Instant() occurredAt?: string;
}
export class RedirectionDto {
  @OneOf(INSTEAD_OF_PHONE) to!: (typeof INSTEAD_OF_PHONE)[number];
  @Text(1, 4000) reason!: string;
}
export class NoteDto {
  @Text(1, 20_000) text!: string;
}
export class AttachmentDto {
  @Text(1, 255, 'router-log.txt') name!: string;
  @Optional() @Formed(/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/i, 100, 'a media type', 'text/plain') mediaType?: string;
  @Optional() @Formed(/^[0-9a-f]{64}$/, 64, 'a SHA-256 in lower-case hex') sha256?: string;
}
export const WAITS = ['customer', 'third_party', 'scheduled'] as const;
export class WaitDto {
  @OneOf(WAITS) for!: (typeof WAITS)[number];
  /** What is waited for. A P1 does not wait without saying so. */
  @Optional() @Text(1, 4000) ask?: string;
}
export class RestorationDto {
  /** When service was back, where it is written down later. */
  @Optional() @Instant() occurredAt?: string;
}
export class ResolutionDto {
  /** A code, and no sentence: others hear of it. */
  @Formed(/^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/, 100, 'a code of letters, digits and . _ -', 'power-restored')
  code!: string;
  @Text(1, 4000) note!: string;
  /** When it was solved, where it is written down later: the clocks stop then. */
  @Optional() @Instant() occurredAt?: string;
}
export class ClosingDto {
  @Optional() @Text(1, 4000) reason?: string;
}
export class ReopeningDto {
  @OneOf(CHANNELS) channel!: Channel;
  @Text(1, 4000) reason!: string;
}
export class CancellationDto {
  @Text(1, 4000) reason!: string;
}
export class MergeDto {
  /** The ticket that goes on. */
  @TicketId() into!: string;
  @Text(1, 4000) reason!: string;
}
