import { Id, Instant, OneOf, Optional, Text } from '#http-kit/http';
import { PRIORITIES, type Priority } from '#policy';

export class VoicemailDto {
  /** The number that called. */
  @Text(1, 100, '+1 312 555 0136') caller!: string;
  /** Where the telephone system keeps the recording. */
  @Text(1, 1000, 'https://voice.example.com/recordings/7731') recording!: string;
  @Optional() @Text(0, 20_000, 'We are completely down since two') transcript?: string;
  /** Whose line or number it was, where the telephone system knows. */
  @Optional() @Id('acme') client?: string;
  /** Where the caller was asked for it; P1, where it is not said. */
  @Optional() @OneOf(PRIORITIES) priority?: Priority;
  /** When the message was left. */
  @Optional() @Instant() receivedAt?: string;
}
export class AcceptanceDto {}
