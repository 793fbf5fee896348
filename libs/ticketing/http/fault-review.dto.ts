import { OneOf, Optional, Text, Texts, WholeNumber, YesOrNo } from '#http-kit/http';
import { FAULT_CLASSES, type FaultClass } from '#policy';

export class DetermineFaultDto {
  @OneOf(FAULT_CLASSES) faultClass!: FaultClass;
  /** The client's share in percent; with `shared` only. */
  @Optional() @WholeNumber(1, 99) sharePercent?: number;
  @Text(10, 4000, 'Their power supply failed; the carrier shows the line up throughout.') reason!: string;
  /** References: attachments, measurements, carrier tickets. */
  @Optional() @Texts(50, 500) evidence?: string[];
  /** A supervisor who worked on it judges all the same, because nobody else is left; a second person approves. */
  @Optional() @YesOrNo() override?: boolean;
}
export class DisputeDto {
  /** The after-hours event that is meant; the last one, where none is named. */
  @Optional() @WholeNumber(1, 1000) event?: number;
  @Text(10, 4000) reason!: string;
}
