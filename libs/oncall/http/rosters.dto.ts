import { AskedInstant, Document, Id, Instant, OneOf, Optional, Text, WholeNumber } from '#http-kit/http';
import { ROSTER_LEVELS, type RosterLevel } from '#policy';

export class PublishRosterDto {
  /** The number that follows the newest one; 1 for the first. */
  @WholeNumber(1, 100_000) version!: number;
  /** From when on it holds; from now on, where it is not said. */
  @Optional() @Instant() effectiveFrom?: string;
  /** The roster as it is written down: docs/on-call.md. */
  @Document() document!: Record<string, unknown>;
}
export class OverrideDto {
  @OneOf(ROSTER_LEVELS) level!: RosterLevel;
  /** Who has the shift instead. */
  @Id('ann') person!: string;
  @Instant() from!: string;
  @Instant() to!: string;
  @Text(1, 1000, 'Bob is ill') reason!: string;
}
export class SwapDto {
  @OneOf(ROSTER_LEVELS) level!: RosterLevel;
  /** Whose shift goes to the other one. */
  @Id('ann') person!: string;
  @Instant() from!: string;
  @Instant() to!: string;
  /** Whose shift comes for it. */
  @Id('bob') otherPerson!: string;
  @Instant() otherFrom!: string;
  @Instant() otherTo!: string;
}
export class ShiftsQueryDto {
  @OneOf(ROSTER_LEVELS) level!: RosterLevel;
  @AskedInstant() from!: string;
  /** At most a year behind `from`. */
  @AskedInstant() to!: string;
  /** As it was known then; as it is known now, where it is not said. */
  @Optional() @AskedInstant() knownAt?: string;
}
export class OnCallQueryDto {
  /** Who was on call then; who is now, where it is not said. */
  @Optional() @AskedInstant() at?: string;
  /** As it was known then; as it is known now, where it is not said. */
  @Optional() @AskedInstant() knownAt?: string;
}
