import { randomUUID } from 'node:crypto';
import { type Appended, type Catalog, type Context, iso, type LostRace, type Message, type Recorded } from '#kernel';
import { StoreMismatch } from './errors';

// ADR 0005: the first event of a store says whose it is and which life of it this is.

export const META_STREAM = 'faultline-meta';
/** What the stored form of everything (envelope, seals, ids) is called. A build reads this one and those before it. */
const FORMAT = 1;

export type StoreInitialised = { type: 'StoreInitialised'; epoch: string; provider: string; format: number };
/** `keyFile` is the id of a batch of keys in it. The last one counts. */
export type KeyFileRegistered = { type: 'KeyFileRegistered'; keyFile: string };
/** `key` is the public key that the notary signs with from now on, in C2SP's form. The last one counts. */
export type SigningKeyRotated = { type: 'SigningKeyRotated'; key: string };
export type MetaEvent = StoreInitialised | KeyFileRegistered | SigningKeyRotated;
export const META_EVENTS = {
  StoreInitialised: { schemaVersion: 1 },
  KeyFileRegistered: { schemaVersion: 1 },
  SigningKeyRotated: { schemaVersion: 1 },
} as const satisfies Catalog<MetaEvent>;

type Ports = {
  read(stream: string): Promise<readonly Recorded[]>;
  append(stream: string, expected: number, events: readonly Message[], context: Context): Promise<Appended | LostRace>;
};

/**
 * The epoch of the store, which is begun where there is none (unless `readOnly`). Two servers that start at once agree:
 * one of them writes, the other reads. Throws `StoreMismatch`, in one sentence, where the store is not ours to use.
 */
export const readOrBegin = async (store: Ports, provider: string, readOnly: boolean): Promise<string> => {
  const [first] = await store.read(META_STREAM);
  if (first) return epochOf(first.event as MetaEvent, provider);
  if (readOnly)
    throw new StoreMismatch(
      `The store holds no ${META_STREAM} and so no tickets. Check the URL and the stream prefix.`,
    );
  const event: MetaEvent = { type: 'StoreInitialised', epoch: randomUUID(), provider, format: FORMAT };
  const context = { commandId: event.epoch, actor: { id: 'faultline', role: 'system' }, at: iso(Date.now()) };
  const appended = await store.append(META_STREAM, -1, [event], context);
  return appended === 'lost-race' ? readOrBegin(store, provider, true) : event.epoch;
};

/** The epoch of the store as it is now; none where it was never begun. */
export const readEpoch = async (store: Pick<Ports, 'read'>): Promise<string | undefined> => {
  const [first] = await store.read(META_STREAM);
  const event = first?.event as MetaEvent | undefined;
  return event?.type === 'StoreInitialised' ? event.epoch : undefined;
};

const epochOf = (event: MetaEvent, ours: string): string => {
  if (event.type !== 'StoreInitialised')
    throw new StoreMismatch(`${META_STREAM} begins with a ${event.type}; this is no store of Faultline.`);
  const { epoch, provider, format } = event;
  if (format > FORMAT)
    throw new StoreMismatch(
      `The store is of format ${format}, and this build reads up to ${FORMAT}. Deploy the newer build.`,
    );
  if (provider !== ours)
    throw new StoreMismatch(
      `The store belongs to the provider '${provider}', and this server works for '${ours}'. Correct the store's URL or the provider.`,
    );
  return epoch;
};
