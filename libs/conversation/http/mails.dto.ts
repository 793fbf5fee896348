import { OneOf, TicketId } from '#http-kit/http';
import type { MailDiscarded } from '../domain/inbox';

const DISCARDED_BECAUSE = [
  'spam',
  'duplicate',
  'not_ours',
  'answered',
] as const satisfies readonly MailDiscarded['reason'][];
export class MailAssignmentDto {
  /** The ticket that it is about. */
  @TicketId() ticketId!: string;
}
export class MailDiscardDto {
  @OneOf(DISCARDED_BECAUSE) reason!: MailDiscarded['reason'];
}
