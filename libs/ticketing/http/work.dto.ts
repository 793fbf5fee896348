import { Id, Instant, OneOf, Optional, Text } from '#http-kit/http';
import { WORK_KINDS, type WorkKind } from '../domain/work';

export class LogWorkDto {
  /** Who worked; the caller, unless a supervisor writes it down for somebody else. */
  @Optional() @Id('anna') engineer?: string;
  @Optional() @OneOf(WORK_KINDS) kind?: WorkKind;
  @Instant() from!: string;
  @Instant() to!: string;
}
export class AmendWorkDto {
  @Instant() from!: string;
  @Instant() to!: string;
  @Text(1, 4000) reason!: string;
}
export class VoidWorkDto {
  @Text(1, 4000) reason!: string;
}
