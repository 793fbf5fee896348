// From the claims of an access token to the one whom it stands for. Pure: that the claims are true was checked before.

import { isClientRole, type Principal, type Role } from './principal';

export type ClaimRules = {
  /** Which claim names the person: `sub`, or one that never changes and is never given to somebody else. */
  readonly idClaim: string;
  /** Where the roles are: a claim, or a path of them with dots. A word, words with spaces between, or a list. */
  readonly rolesClaim: string;
  /** From the provider's words to our roles; the first that a token has is the one that counts. */
  readonly roles: readonly (readonly [theirs: string, ours: Role])[];
  /** Where the clients of a client's contact are. */
  readonly clientsClaim: string;
};

/** Asymmetric ones alone: with a shared secret whoever checks tokens could make them. */
export const TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
] as const;

export type TokenRules = ClaimRules & {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly (typeof TOKEN_ALGORITHMS)[number][];
  /** By how much our clock and the provider's may differ. */
  readonly clockSkewSeconds: number;
  /** Where its keys are; asked of the issuer where it is not said. */
  readonly jwksUrl?: string;
};

const ID = /^[\x21-\x7e]{1,100}$/;
const CLIENT = /^[\x21-\x7e]{1,100}$/;

/** The principal, or in a sentence why the token stands for nobody. */
export const principalFrom = (claims: Readonly<Record<string, unknown>>, rules: ClaimRules): Principal | string => {
  const id = at(claims, rules.idClaim);
  if (typeof id !== 'string' || !ID.test(id))
    return `Its claim '${rules.idClaim}' names nobody: 1 to 100 visible ASCII characters.`;
  const theirs = new Set(wordsAt(claims, rules.rolesClaim));
  const role = rules.roles.find(([word]) => theirs.has(word))?.[1];
  if (role === undefined)
    return `Its claim '${rules.rolesClaim}' has none of ${rules.roles.map(([word]) => word).join(', ')}.`;
  if (!isClientRole(role)) return { id, role };
  const clients = [...new Set(wordsAt(claims, rules.clientsClaim))].filter((client) => CLIENT.test(client));
  return clients.length > 0
    ? { id, role, clients }
    : `Its claim '${rules.clientsClaim}' names no client, and ${role} is for a client's contact.`;
};

const wordsAt = (claims: Readonly<Record<string, unknown>>, path: string): readonly string[] => {
  const found = at(claims, path);
  if (typeof found === 'string') return found.split(' ').filter((word) => word !== '');
  return Array.isArray(found) ? found.filter((word) => typeof word === 'string') : [];
};

/** A claim by its own name, or else by a path: names of claims may hold dots, as addresses do. */
const at = (claims: unknown, path: string): unknown => {
  if (typeof claims !== 'object' || claims === null) return undefined;
  if (Object.hasOwn(claims, path)) return (claims as Record<string, unknown>)[path];
  const [name = '', ...rest] = path.split('.');
  return rest.length > 0 && Object.hasOwn(claims, name)
    ? at((claims as Record<string, unknown>)[name], rest.join('.'))
    : undefined;
};
