import { Count, Formed, OneOf, Optional, Text, WholeNumber, YesOrNo } from '#http-kit/http';
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

export class MeterQueryDto {
  /** The client's share in percent that `shared` is priced with. */
  @Optional() @Count(99) sharePercent?: string;
}

export class ChargeLinkQueryDto {
  /** The posting that is to be explained, as the ledger names it. */
  @Formed(/^[A-Za-z0-9/_.:-]+$/, 200, 'the id of a posting', '7K3M9QXZW/1/1/posting') postingId!: string;
  /** For how many days the link is one; 90 where it is not said. */
  @Optional() @Count(365) days?: string;
}
export class ChargeDisputeDto {
  /** Why the client does not agree. */
  @Optional() @Text(0, 4000) reason?: string;
}
