import { type ParsedListQuery, requestError } from '#http-kit';
import { isClientRole, maySee, type Principal } from '../domain/principal';

/**
 * The same query, narrowed to the caller's own clients. Throws `client.unknown` where a client's key names another
 * client: it cannot tell that one from one that does not exist; and `query.invalid` where it asks who of the staff has a
 * ticket, which it is not told.
 */
export const asSeenBy = <C extends string>(
  caller: Principal,
  query: ParsedListQuery<C | 'client'>,
): ParsedListQuery<C | 'client'> => {
  if (!isClientRole(caller.role)) return query;
  const { clients = [] } = caller;
  const { client, assignee } = query.where as { client?: unknown; assignee?: unknown };
  if (assignee !== undefined)
    throw requestError(
      'query.invalid',
      "Nothing was looked up. 'assignee' is for the provider's staff; ask for your tickets without it.",
    );
  const named = client === undefined ? clients : [client].flat();
  for (const one of named)
    if (typeof one !== 'string' || !maySee(caller, one))
      throw requestError('client.unknown', `There is no client ${String(one)}.`);
  return { ...query, where: { ...query.where, client: named } };
};
