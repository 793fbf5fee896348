import { Count, Formed, Optional } from '#http-kit/http';
import { PLACE } from '../application/public-feed';

export class FeedQueryDto {
  /** How many; 100 where it is not said. */
  @Optional() @Count(200) limit?: string;
  /** `next` of the page before; from the beginning, where it is not said. */
  @Optional() @Formed(PLACE, 80, 'a place in the feed, as the page before named it') after?: string;
}
export class StreamQueryDto {
  /** Where to go on, for those who cannot send `Last-Event-ID`. */
  @Optional() @Formed(PLACE, 80, 'a place in the feed, as an event named it in its id') after?: string;
}
export class TicketFeedQueryDto {
  /** The first revision that is wanted; 0 where it is not said. */
  @Optional() @Formed(/^\d{1,9}$/, 9, 'a revision in digits') from?: string;
}
