import { Formed, Id, OneOf, Optional } from '#http-kit/http';
import { FEED_KINDS, type FeedKind } from '../domain/calendar-feed';

export class CalendarFeedDto {
  @OneOf(FEED_KINDS) kind!: FeedKind;
  /** Only theirs: the shifts that they have, what is due on tickets that they are assigned. */
  @Optional() @Id('ann') person?: string;
  /** Whose shifts; `support`, where it is not said. */
  @Optional()
  @Formed(/^[a-z0-9][a-z0-9-]*$/, 60, 'a team in lower-case letters, digits and hyphens', 'support')
  team?: string;
}
export class RevocationDto {}
export class FairnessQueryDto {
  /** The month, by the clock of the roster. */
  @Formed(/^20\d\d-(0[1-9]|1[0-2])$/, 7, 'a month such as 2026-03', '2026-03') month!: string;
  /** As a file of comma-separated values. */
  @Optional() @OneOf(['csv']) format?: 'csv';
}
