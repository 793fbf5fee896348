import { AskedInstant, Id, Instant, OneOf, Optional, Text, YesOrNo } from '#http-kit/http';
import { CHANNELS, type Channel, PRIORITIES, type Priority } from '#policy';
import { AXES, type Axis } from '../application/ticket-history';
import { CATEGORIES, type Category } from '../domain/tier';

export class OpenTicketDto {
  /** Whose ticket it is. A client's key that speaks for one client only may leave it out. */
  @Optional() @Id('acme') client?: string;
  @OneOf(CHANNELS) channel!: Channel;
  /** What the client asks for; what holds is assigned in triage. */
  @OneOf(PRIORITIES) priority!: Priority;
  @Text(1, 1000, 'No calls in or out since two at night') summary!: string;
  @Optional() @OneOf(CATEGORIES) category?: Category;
  @Optional() @Text(1, 200) requester?: string;
  /** When the client contacted us, where that was before now. */
  @Optional() @Instant() contactedAt?: string;
  /** Raised by a monitoring system: nobody contacted us. */
  @Optional() @YesOrNo() monitoring?: boolean;
  /** Who of the client's contacts asks. A client's key asks for itself. */
  @Optional() @Id('bob') contact?: string;
  /** The end user whom it concerns. */
  @Optional() @Id('sub-17') subscriber?: string;
  /** Where. */
  @Optional() @Id('main-site') site?: string;
  /** What does not work: repeat trouble is measured on it. */
  @Optional() @Id('sip-trunk-1') service?: string;
}

export class HistoryQueryDto {
  /** What was known then; everything, where it is not said. */
  @Optional() @AskedInstant() asOf?: string;
  /** What was known then, whatever had happened: up to the last event that was recorded by then. */
  @Optional() @AskedInstant() knownAt?: string;
  /** By when it was recorded, or by when it happened; by when it was recorded where neither is said, with `knownAt` by when it happened. */
  @Optional() @OneOf(AXES) axis?: Axis;
}
