// Who is calling, and what they may do. Pure: where keys are kept and how they arrive is told elsewhere.

/** What a person, or a system at a client's, may be. One role a key; whoever has two jobs has two keys. */
export const ROLES = [
  'client-contact',
  'noc-contact',
  'agent',
  'engineer',
  'on-call',
  'fault-reviewer',
  'billing',
  'supervisor',
  'auditor',
  'policy-admin',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles outside the provider: each of their keys names the clients that it may see. */
export const CLIENT_ROLES = ['client-contact', 'noc-contact'] as const satisfies readonly Role[];
export const isClientRole = (role: Role): boolean => (CLIENT_ROLES as readonly Role[]).includes(role);
export const STAFF_ROLES: readonly Role[] = ROLES.filter((role) => !isClientRole(role));
/** Those who handle tickets. */
export const DESK_ROLES: readonly Role[] = ['agent', 'engineer', 'on-call', 'supervisor'];
/** Those who judge whose fault an outage was. */
export const REVIEW_ROLES: readonly Role[] = ['fault-reviewer', 'supervisor'];
/** Those who decide about money, and about facts that money hangs on. */
export const MONEY_ROLES: readonly Role[] = ['billing', 'supervisor'];

/** The one whom a credential stands for. `clients` is set for client roles only, and never empty there. */
export type Principal = {
  readonly id: string;
  readonly role: Role;
  readonly clients?: readonly string[];
};

/**
 * What tells a principal from every other one: the name alone at the provider, the name and its clients outside. Two
 * clients may each have a 'bob', and neither is the other.
 */
export const principalKey = ({ id, clients = [] }: Principal): readonly [id: string, ...clients: string[]] => [
  id,
  ...[...new Set(clients)].sort(),
];

/** The same, to be read by people: `bob`, or `bob of acme`. */
export const sayPrincipal = (principal: Principal): string => {
  const [id, ...clients] = principalKey(principal);
  return clients.length === 0 ? id : `${id} of ${clients.join(', ')}`;
};

/** Whether this caller may know of a client's affairs: staff may, a client's key its own only. */
export const maySee = ({ role, clients = [] }: Principal, client: string): boolean =>
  !isClientRole(role) || clients.includes(client);

/** What holds of a route: who may call it, and whose data it can show. */
export type Access = {
  readonly roles: readonly Role[] | 'anyone';
  readonly scope: Scope;
};
/** `own`: a client's key sees its own client's data. `any`: data of all clients, for staff. `none`: no client's data. */
export type Scope = 'own' | 'any' | 'none';

/** What is wrong with a route's declaration, in words; nothing if it may be served. */
export const faultOf = ({ roles, scope }: Partial<Access>): string | undefined => {
  if (roles === undefined) return 'has no @Roles(…)';
  if (scope === undefined) return 'has no @ClientScope(…)';
  if (roles === 'anyone') return scope === 'none' ? undefined : `is open to anyone, so that its scope must be 'none'`;
  if (roles.length === 0) return 'names no role in @Roles(…)';
  if (scope === 'any' && roles.some(isClientRole)) return `shows data of all clients ('any') to a client's role`;
  return undefined;
};
