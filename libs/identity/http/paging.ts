import type { Principal } from '../domain/principal';
import { isClientRole, maySee } from '../domain/principal';
import { edgeRefusal } from './edge-problem';
import type { Asked } from './filters';

/** The page that was asked for. A place in the list that nobody gave out is the asker's mistake. */
export const paged = async <T>(page: Promise<T>): Promise<T> => {
  try {
    return await page;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw edgeRefusal('query.invalid', `${error.message} Begin without it, or ask for something else.`);
  }
};

/**
 * The same question about the caller's own clients only. Throws `client.unknown` where a client's key asks for another
 * one: it cannot tell that from one that is not there.
 */
export const asSeenBy = <C extends string>(caller: Principal, asked: Asked<C | 'client'>): Asked<C | 'client'> => {
  if (!isClientRole(caller.role)) return asked;
  const { clients = [] } = caller;
  const { client } = asked.where as { client?: unknown };
  const named = client === undefined ? clients : [client].flat();
  for (const one of named)
    if (typeof one !== 'string' || !maySee(caller, one))
      throw edgeRefusal('client.unknown', `There is no client ${String(one)}.`);
  return { ...asked, where: { ...asked.where, client: named } };
};
