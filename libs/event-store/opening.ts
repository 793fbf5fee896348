// What is asked of a store before anything is built on it: may we read all of it, and is its server one that we know.
import { BACKWARDS, END } from '@eventstore/db-client';
import { readAllWithin } from './client/bounded-read';
import { deadlineOf } from './client/command-deadline';
import { isUnauthenticated, retryUntilAnswered, type StoreClientContext } from './client/retry';
import { StoreAccessDenied, StoreRefused } from './errors';
import { serverVersionNotice } from './server-version';

const HOW_TO_GRANT =
  'Make it a member of $admins, or let an administrator write {"$acl": {"$r": ["NAME", "$admins"]}} as the metadata of ' +
  'the stream $all (that is, an event $metadata in the stream $$$all); and let it read and write the streams themselves';

/**
 * Throws `StoreRefused`, with the right that is missing and how to grant it, where the store's user may not read `$all`:
 * every consumer does. Tells the log which server it is, and what is known against it.
 */
export const inspectStore = async (context: StoreClientContext): Promise<{ readonly version: string }> => {
  const { connection, patience, log } = context;
  const reading = {
    what: 'Reading $all',
    advice: 'Start again when the event store is there.',
    giveUpAt: deadlineOf(patience.totalMs),
  };
  const options = {
    direction: BACKWARDS,
    fromPosition: END,
    maxCount: 1,
    requiresLeader: context.requiresLeader,
  } as const;
  const readEnd = () => readAllWithin(patience.attemptMs, connection, options, () => {});
  await retryUntilAnswered(reading, context, readEnd).catch((error) => {
    throw refusalOf(error, connection.address.user !== undefined);
  });
  const { version, isEmbedded } = await connection.server().catch(() => ({ version: 'unknown', isEmbedded: false }));
  const notice = isEmbedded ? undefined : serverVersionNotice(version);
  if (notice) log?.warn({ version }, notice);
  else log?.info({ version, isEmbedded }, 'event store opened');
  return { version: isEmbedded ? `embedded, as ${version}` : version };
};

/** Denied while opening is not waited out: somebody has to change something. */
export const refusalOf = (error: unknown, hasUser: boolean): unknown => {
  if (!(error instanceof StoreAccessDenied)) return error;
  if (isUnauthenticated(error.cause))
    return new StoreRefused(
      'The event store does not know the user and password of EVENTSTORE_URL. Correct them there.',
      {
        cause: error,
      },
    );
  return new StoreRefused(
    hasUser
      ? `The event store's user may not read $all, which every consumer reads. ${HOW_TO_GRANT}.`
      : `The event store wants a user who may read $all, and EVENTSTORE_URL names none. Write user:password@ before the host. ${HOW_TO_GRANT}.`,
    { cause: error },
  );
};
