import { SetMetadata } from '@nestjs/common';
import type { Access, Role, Scope } from '../domain/principal';

const ROLES_OF = Symbol('roles');
const SCOPE_OF = Symbol('client scope');

/** Who may call a route. `'anyone'` needs no credential, and goes with the scope `'none'` only. */
export const Roles = (...roles: readonly Role[] | readonly ['anyone']) =>
  SetMetadata(ROLES_OF, roles[0] === 'anyone' ? 'anyone' : roles);

/** Whose data a route can show; see `Scope`. */
export const ClientScope = (scope: Scope) => SetMetadata(SCOPE_OF, scope);

const READ_ONLY = Symbol('read only');
/** A POST that changes nothing, because what it asks does not fit into a URL. It takes no `Idempotency-Key`. */
export const ReadOnly = () => SetMetadata(READ_ONLY, true);
export const isReadOnly = (handler: object): boolean => Reflect.getMetadata(READ_ONLY, handler) === true;

/** What a route declares, on its method or else on its class. Half of it may be missing: then the server will not boot. */
export const accessOf = (controller: object, handler: object): Partial<Access> => {
  const declared = (key: symbol) => Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller);
  const roles: Access['roles'] | undefined = declared(ROLES_OF);
  const scope: Scope | undefined = declared(SCOPE_OF);
  return { ...(roles !== undefined && { roles }), ...(scope !== undefined && { scope }) };
};
