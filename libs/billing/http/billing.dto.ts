import { OneOf, Optional, Text, WholeNumber, YesOrNo } from '#http-kit/http';
import { CHANNELS, type Channel } from '#policy';

/** The after-hours event that is meant; the last one, where none is named. */
class OfEvent {
  @Optional() @WholeNumber(1, 1000) event?: number;
}
export class TermsDto extends OfEvent {
  /** Whether the client takes the after-hours charge upon itself; the latest answer holds. */
  @YesOrNo() accepted!: boolean;
}
export class DisclosureDto extends OfEvent {
  /** Where the client was shown the terms. */
  @OneOf(CHANNELS) channel!: Channel;
}
export class ApprovalDto extends OfEvent {
  @Text(1, 4000) reason!: string;
}
export class WaiverDto extends OfEvent {
  @Text(1, 4000) reason!: string;
}
export class ReinstatementDto extends OfEvent {
  @Text(1, 4000) reason!: string;
}
