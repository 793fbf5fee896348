import { Id, OneOf, Optional, Text, TicketId, WholeNumber } from '#http-kit/http';

export const BEGINNINGS = ['start', 'now'] as const;
export class WebhookDto {
  /** Where messages are sent: https. */
  @Text(10, 1000, 'https://noc.example.com/faultline') url!: string;
  /** Only this client's tickets; those of all, where it is not said. */
  @Optional() @Id('acme') client?: string;
  /** Whether everything is sent that was ever published, or what is published from now on. */
  @Optional() @OneOf(BEGINNINGS) from?: (typeof BEGINNINGS)[number];
}
export class RotationDto {
  /** How long the secret of before counts beside the new one. */
  @Optional() @WholeNumber(0, 720) overlapHours?: number;
}
export class EnablingDto {}
export class RemovalDto {}
export class RedeliveryDto {
  /** The ticket that waits. */
  @TicketId() ticketId!: string;
}
