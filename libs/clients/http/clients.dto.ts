import { Document, Formed, Id, OneOf, OneOfEach, Optional, Text, WholeNumber, YesOrNo } from '#http-kit/http';
import { STAFF_ROLES } from '#identity';
import {
  CONTACT_ROLES,
  type ContactRole,
  DATA_ERASURE_GROUNDS,
  type DataErasureGround,
  ENTITLEMENTS,
  type Entitlement,
} from '../domain/client-events';

/** One address, as it is sent to. */
const Email = () => Formed(/^[^\s@<>,;:"']+@[^\s@<>,;:"']+$/, 254, 'an e-mail address', 'bob@acme.example');

export class ClientDto {
  /** How it is called on every ticket. */
  @Id('acme') client!: string;
  @Text(1, 200, 'Acme Dental') name!: string;
}
export class ClientNameDto {
  @Text(1, 200, 'Acme Dental') name!: string;
}
export class ContractDto {
  @OneOfEach(ENTITLEMENTS) entitlements!: Entitlement[];
  /** The policy that its tickets are opened under from now on; the provider's own where none is named. */
  @Optional() @Formed(/^[a-z0-9][a-z0-9-]*$/, 100, 'the name of a policy', 'standard-support') policyId?: string;
  /** Laid over that policy: what is agreed otherwise. It is published as a policy of its own. */
  @Optional() @Document() overrides?: Record<string, unknown>;
  @Optional() @Text(1, 100, 'C-2026-17') number?: string;
}
export class ClientTermsDto {
  @Text(1, 10_000, 'After hours a P1 is helped for $125 an hour, one hour at least') words!: string;
}
export class SiteDto {
  @Id('main-site') siteId!: string;
  @Text(1, 200) name!: string;
  @Optional() @Text(1, 500) address?: string;
}
export class ServiceDto {
  @Id('sip-trunk-1') serviceId!: string;
  @Text(1, 100, 'sip-trunk') product!: string;
  @Text(1, 200) name!: string;
  /** One of the client's sites. */
  @Optional() @Text(1, 100) siteId?: string;
}
export class SubscriberDto {
  @Id('sub-17') subscriberId!: string;
  @Text(1, 200) name!: string;
  @Optional() @Text(1, 100) siteId?: string;
}
export class ContactPersonDto {
  /** The id of their API key, where they have one. */
  @Id('bob') contactId!: string;
  @Text(1, 200) name!: string;
  @OneOf(CONTACT_ROLES) role!: ContactRole;
  @Optional() @Email() email?: string;
  @Optional() @Text(3, 40, '+1 312 555 0117') phone?: string;
}
export class BillingAccountDto {
  @Id('A-1001') accountId!: string;
  @Optional() @Text(1, 200) name?: string;
  @Optional() @Email() email?: string;
}
export class RemovalFromRegisterDto {}
export class DataErasureDto {
  /** A contact or subscriber; everything personal of the client where nobody is named. */
  @Optional() @Id('bob') person?: string;
  @OneOf(DATA_ERASURE_GROUNDS) ground!: DataErasureGround;
}
export class ImportDto {
  /** A heading and a line for each client, or for each of its contacts, sites and services. */
  @Text(1, 200_000, 'client,name\nacme,Acme Dental') csv!: string;
  /** Only say what it would do. */
  @Optional() @YesOrNo() dryRun?: boolean;
}
export class StaffMemberDto {
  /** The id of their API key. */
  @Id('anna') staffId!: string;
  @Text(1, 200) name!: string;
  /** What they may do, as their keys say it. */
  @OneOfEach(STAFF_ROLES) roles!: string[];
  /** The highest tier that they work in. */
  @Optional() @WholeNumber(1, 3) tier?: number;
  @Optional() @Email() email?: string;
  @Optional() @Text(3, 40, '+1 312 555 0117') phone?: string;
}
export class DepartureDto {}
export class StaffErasureDto {
  @OneOf(DATA_ERASURE_GROUNDS) ground!: DataErasureGround;
}
export class StaffQueryDto {
  /** Words that must all occur in the id or the name. */
  @Optional() @Text(1, 200) q?: string;
}
