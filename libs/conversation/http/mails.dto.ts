import { Id, OneOf, Optional, Text, TicketId } from '#http-kit/http';
import { PRIORITIES, type Priority } from '#policy';
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
export class MailTicketDto {
  /** Whose ticket it becomes. */
  @Id('acme') client!: string;
  /** Who of the client's contacts wrote it, where that is one. */
  @Optional() @Id('bob') contact?: string;
  /** P3, where it is not said. */
  @Optional() @OneOf(PRIORITIES) priority?: Priority;
  /** Its subject, where it is not said. */
  @Optional() @Text(1, 1000, 'No calls in or out since two at night') summary?: string;
}
export class MailDiscardDto {
  @OneOf(DISCARDED_BECAUSE) reason!: MailDiscarded['reason'];
}
