import { Count, Optional } from '#identity';

export class BoardQueryDto {
  /** How many rows; 50 where it is not said. */
  @Optional() @Count(200) limit?: string;
}
