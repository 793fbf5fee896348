import { Formed, Optional } from '#http-kit/http';

export class KeyHistoryQueryDto {
  /** The first revision that is wanted; 0 where it is not said. */
  @Optional() @Formed(/^\d{1,9}$/, 9, 'a revision in digits') from?: string;
}
