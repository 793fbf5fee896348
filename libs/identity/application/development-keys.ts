import { z } from 'zod';
import { isClientRole, ROLES, type Role } from '../domain/principal';
import { hashOf, type KeyRecord, mintKey } from './api-key';
import { type KeyFile, readIfThere, writePrivately } from './key-file';

/** The client whose contacts the development keys speak for. */
export const DEVELOPMENT_CLIENT = 'acme';

const FILE = z.partialRecord(z.enum(ROLES), z.string().startsWith('fl_'));

/**
 * One key per role for somebody who tries things out: made once, the same after a restart. The plain keys lie beside
 * the key file (mode 0600), because they are printed at every start; on loopback only, never in production.
 */
export const developmentKeys = (keys: KeyFile, plainPath: string, at: string): Readonly<Record<Role, string>> => {
  const before = FILE.safeParse(parsed(readIfThere(plainPath)));
  const kept: Partial<Record<Role, string>> = before.success ? before.data : {};
  const plain = Object.fromEntries(ROLES.map((role) => [role, kept[role] ?? mintKey()])) as Record<Role, string>;
  const missing = ROLES.filter((role) => keys.find(plain[role]) === undefined);
  if (missing.length > 0) {
    writePrivately(plainPath, `${JSON.stringify(plain, null, 2)}\n`);
    keys.add(...missing.map((role) => recordOf(role, plain[role], at)));
  }
  return plain;
};

const recordOf = (role: Role, key: string, issuedAt: string): KeyRecord => ({
  hash: hashOf(key),
  principal: { id: `dev-${role}`, role, ...(isClientRole(role) && { clients: [DEVELOPMENT_CLIENT] }) },
  issuedAt,
  development: true,
});

const parsed = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};
