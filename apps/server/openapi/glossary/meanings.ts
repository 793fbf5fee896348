// What the fields and words of the API mean, said once. A test refuses a field or a list of words that is not here.

import { CLIENT_FIELDS } from './clients';
import { MONEY_FIELDS } from './money';
import { ON_CALL_FIELDS } from './on-call';
import { SERVICE_FIELDS } from './service';
import { SYSTEM_FIELDS } from './system';
import { TICKET_FIELDS } from './tickets';

/** By the field's name, or by `Schema.field`. */
export type Fields = Readonly<Record<string, readonly [says: string, example?: string | number]>>;

const FIELDS: Fields = {
  ...TICKET_FIELDS,
  ...MONEY_FIELDS,
  ...SYSTEM_FIELDS,
  ...ON_CALL_FIELDS,
  ...CLIENT_FIELDS,
  ...SERVICE_FIELDS,
};

/** What a field means, with an example; nothing where it has no entry. */
export const meaningOf = (schema: string, field: string): Fields[string] | undefined =>
  FIELDS[`${schema}.${field}`] ?? (Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined);
