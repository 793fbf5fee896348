import { AsOfDto, Formed, Optional } from '#http-kit/http';

export class TicketPageQueryDto extends AsOfDto {
  /** How many of the newest lines of the timeline are passed over, for those before them; 0 where it is not said. */
  @Optional() @Formed(/^\d{1,6}$/, 6, 'a number in digits') skip?: string;
}
