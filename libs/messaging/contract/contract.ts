// The public contract: every type that others may build on, for ever. It knows nothing of the internal events.

import type { z } from 'zod';
import { BILLING_TYPES, SLA_TYPES } from './money-and-time-types';
import { TICKET_TYPES } from './ticket-types';

/** A line is never edited once it is published, but for optional fields; anything else is a new version beside it. */
export const CONTRACT = { ...TICKET_TYPES, ...SLA_TYPES, ...BILLING_TYPES } as const;

export type PublicType = keyof typeof CONTRACT;
export type PublicData<T extends PublicType = PublicType> = z.infer<(typeof CONTRACT)[T]['data']>;
export const PUBLIC_TYPES = Object.keys(CONTRACT) as readonly PublicType[];

/** The name under which a type's JSON Schema is known: its `$id`, and `dataschema` of every message. */
export const schemaIdOf = (type: string): string => `urn:faultline:schema:${type}`;
/** Where the events come from, unless the deployment says otherwise. */
export const SOURCE = 'urn:faultline:tickets';
