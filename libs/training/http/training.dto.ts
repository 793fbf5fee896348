import { Formed, Id, Instant, Optional, Text } from '#http-kit/http';

/** Where somebody is led: never what a browser would run. */
const Link = (example: string) =>
  Formed(/^https?:\/\/[^\s<>"]+$/, 1000, 'an address that begins with https://', example);

export class FeatureDto {
  @Text(1, 100, 'sip-trunk') product!: string;
  @Text(1, 200, 'Fail-over between two trunks') feature!: string;
  @Optional() @Link('https://docs.desk.example/fail-over') url?: string;
}
export class AppointmentDto {
  @Instant() startsAt!: string;
  @Instant() endsAt!: string;
  @Link('https://meet.desk.example/fail-over') joinUrl!: string;
}
export class CancellationOfTrainingDto {}
export class InviteeDto {
  @Id('acme') client!: string;
  /** Who speaks for the client, and has an address in the register. */
  @Id('bob') contact!: string;
}
export class ResourceDto {
  @Id('sip-fail-over') resourceId!: string;
  @Text(1, 100, 'sip-trunk') product!: string;
  @Text(1, 200, 'Fail-over, step by step') title!: string;
  @Link('https://docs.desk.example/fail-over') url!: string;
}
export class RemovalOfResourceDto {}
