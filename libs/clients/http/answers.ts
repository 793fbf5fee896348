import { z } from 'zod';
import { amount, count, instant, list, named, page, text } from '#http-kit/answers';
import { STAFF_ROLES } from '#identity';
import { CLIENT_ROW_KINDS } from '../application/client-list';
import { CONTACT_ROLES, ENTITLEMENTS } from '../domain/client-events';

const revision = amount;
export const clientResult = named(
  'ClientResult',
  z.strictObject({ client: text, revision, position: text.optional() }),
);
export const staffResult = named('StaffResult', z.strictObject({ staffId: text, revision, position: text.optional() }));

const site = named('Site', z.strictObject({ siteId: text, name: text, address: text.optional() }));
const service = named(
  'Service',
  z.strictObject({ serviceId: text, product: text, name: text, siteId: text.optional() }),
);
const subscriber = named('Subscriber', z.strictObject({ subscriberId: text, name: text, siteId: text.optional() }));
const contact = named(
  'ContactPerson',
  z.strictObject({
    contactId: text,
    name: text,
    role: z.enum(CONTACT_ROLES),
    email: text.optional(),
    phone: text.optional(),
  }),
);
export const clientPage = named(
  'ClientPage',
  z.strictObject({
    client: text,
    revision,
    name: text,
    contract: named(
      'Contract',
      z.strictObject({
        entitlements: list(z.enum(ENTITLEMENTS)),
        policyId: text.optional(),
        overrides: z.looseObject({}).optional(),
        number: text.optional(),
      }),
    ).optional(),
    /** What a ticket would be opened under now. */
    policy: z.strictObject({ policyId: text, version: count }),
    terms: named('AgreedTerms', z.strictObject({ version: count, words: text })).optional(),
    sites: list(site),
    services: list(service),
    subscribers: list(subscriber),
    contactPersons: list(contact),
    account: named(
      'BillingAccount',
      z.strictObject({ accountId: text, name: text.optional(), email: text.optional() }),
    ).optional(),
  }),
);
export const clientRows = named(
  'ClientRows',
  page(
    named(
      'ClientRow',
      z.strictObject({
        kind: z.enum(CLIENT_ROW_KINDS),
        client: text,
        id: text,
        name: text,
        detail: text.nullable(),
        updatedAt: instant,
      }),
    ),
  ),
);
export const importOutcome = named(
  'ImportOutcome',
  z.strictObject({
    dryRun: z.boolean(),
    lines: amount,
    registered: amount,
    changed: amount,
    unchanged: amount,
    faults: list(named('ImportFault', z.strictObject({ line: count, message: text }))),
  }),
);
export const staffList = named(
  'StaffList',
  z.strictObject({
    staff: list(
      named(
        'StaffMember',
        z.strictObject({
          staffId: text,
          name: text,
          roles: list(z.enum(STAFF_ROLES as [string, ...string[]])),
          tier: count.optional(),
          email: text.optional(),
          phone: text.optional(),
        }),
      ),
    ),
  }),
);
