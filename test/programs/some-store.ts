// The event store that a suite or a rig works on: the one that EVENTSTORE_URL names, as it is, or one that it starts.
import { randomBytes } from 'node:crypto';
import { serverAt } from '#event-store';

export type SomeStore = {
  readonly url: string;
  /** Before the name of every stream of this run; nothing on a store that is this run's own. */
  readonly prefix: string;
  /** As a server of ours is told where the store is. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<unknown>;
};

/** Where the given store is, if one is given. */
export const givenUrl = (): string | undefined => process.env.EVENTSTORE_URL || undefined;

/** Which server it is, for people: what it calls itself and where it was found, and no user, password or option. */
export const serverSaid = async (url: string): Promise<string> => {
  const { host, version, isEmbedded } = await serverAt(url);
  return `${isEmbedded ? `our own node, as ${version},` : `EventStoreDB ${version}`} at ${host}`;
};

/** The store that EVENTSTORE_URL names, if it names one, with a prefix that no other run has; said on standard error. */
export const givenStore = async (): Promise<SomeStore | undefined> => {
  const url = givenUrl();
  if (url === undefined) return undefined;
  const prefix = `run-${randomBytes(4).toString('hex')}-`;
  await tell(url, `given; streams of this run begin with ${prefix}`);
  return { url, prefix, env: { EVENTSTORE_URL: url, STREAM_PREFIX: prefix }, stop: async () => {} };
};

/** The same; where none is given, the one that `start` starts. */
export const storeGivenOr = async (
  start: () => Promise<{ readonly url: string; stop(): Promise<unknown> }>,
): Promise<SomeStore> => {
  const given = await givenStore();
  if (given) return given;
  const { url, stop } = await start();
  await tell(url, 'started for this run');
  return { url, prefix: '', env: { EVENTSTORE_URL: url }, stop };
};

const tell = async (url: string, whose: string): Promise<void> => {
  process.stderr.write(`event store: ${await serverSaid(url)} (${whose})\n`);
};
