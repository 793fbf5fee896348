import { Instant, OneOf, Optional, Text, TicketId, WholeNumber } from '#http-kit/http';
import { FAULT_CLASSES, type FaultClass } from '#policy';
import { OUTAGE_ERASURE_GROUNDS, type OutageErasureGround } from '../domain/outage-events';

export class OutageDto {
  @Text(1, 1000, 'Trunks of the north ring are down') summary!: string;
  /** When it began, where somebody knows. */
  @Optional() @Instant() startedAt?: string;
}
export class OutageTicketDto {
  @TicketId() ticketId!: string;
}
export class OutageDetachmentDto {
  @TicketId() ticketId!: string;
  @Text(1, 1000, 'Another cause: their own router') reason!: string;
}
export class OutageNoticeDto {
  /** To everybody who waits for one of its tickets. */
  @Text(1, 4000, 'A fibre was cut at 01:50; the carrier expects it back by 06:00.') text!: string;
}
export class OutageCauseDto {
  @OneOf(FAULT_CLASSES) faultClass!: FaultClass;
  /** The client's share in percent; with `shared` only. */
  @Optional() @WholeNumber(1, 99) sharePercent?: number;
  @Text(10, 4000, 'The carrier confirms that an excavator cut its fibre at 01:50.') reason!: string;
}
export class OutageClosingDto {
  @Text(1, 4000, 'Spliced at 05:40; all trunks are back.') note!: string;
}
export class OutageErasureDto {
  @OneOf(OUTAGE_ERASURE_GROUNDS) ground!: OutageErasureGround;
}
