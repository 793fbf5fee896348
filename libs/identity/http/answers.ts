import { z } from 'zod';
import { amount, instant, list, named, text } from '#http-kit/answers';
import { REFUSED_BECAUSE } from '../domain/key-registry';
import { ROLES } from '../domain/principal';

const day = z.iso.date();
const principal = named('Principal', z.strictObject({ id: text, role: z.enum(ROLES), clients: list(text).optional() }));
const key = {
  keyId: text,
  principal,
  issuedAt: instant,
  expiresAt: instant.optional(),
  development: z.literal(true).optional(),
};

export const session = named(
  'BrowserSession',
  z.strictObject({
    signedIn: z.boolean(),
    principal: principal.optional(),
    roles: list(z.enum(ROLES)).optional(),
    at: instant,
    clock: z.enum(['running', 'standing']),
    provider: text.optional(),
  }),
);

export const apiKeys = named(
  'ApiKeys',
  z.strictObject({
    keys: list(
      named(
        'ApiKey',
        z.strictObject({ ...key, lastUsedOn: day.optional(), refused: amount, revokedAt: instant.optional() }),
      ),
    ),
    refusedUnknown: amount,
  }),
);
const entry = { revision: amount, recordedAt: instant };
export const keyHistory = named(
  'KeyHistory',
  z.strictObject({
    entries: list(
      named(
        'KeyEvent',
        z.union([
          named('KeyIssued', z.strictObject({ ...entry, type: z.literal('KeyIssued'), ...key })),
          named('KeyUsed', z.strictObject({ ...entry, type: z.literal('KeyUsed'), keyId: text, day })),
          named(
            'KeyRefused',
            z.strictObject({
              ...entry,
              type: z.literal('KeyRefused'),
              keyId: text,
              because: z.enum(REFUSED_BECAUSE),
              times: amount,
              from: instant,
              to: instant,
            }),
          ),
          named('KeyRevoked', z.strictObject({ ...entry, type: z.literal('KeyRevoked'), keyId: text })),
        ]),
      ),
    ),
    more: z.boolean(),
  }),
);
