// A store knows the key file that its personal fields are sealed with. A process with another one would write tickets that
// nobody else can read, and read none of theirs; so it is refused before it writes anything.

import { type Appended, type Context, iso, type LostRace, type Message, type Recorded } from '#kernel';
import { uuidv5 } from './envelope/ids';
import { StoreMismatch } from './errors';
import type { Keys } from './keys/keys';
import { META_STREAM, type MetaEvent } from './meta';
import type { StoreOptions } from './options';

type Ports = {
  read(stream: string): Promise<readonly Recorded[]>;
  append(stream: string, expected: number, events: readonly Message[], context: Context): Promise<Appended | LostRace>;
};
/** The id of a key that one of the oldest events of the store is sealed with; undefined where none was found. */
type SealedWith = () => Promise<string | undefined>;

/**
 * Registers the key file of a store that has none registered, or checks that it is the registered one. A store of an
 * older build is searched for an event that is sealed. Keys without an origin are not checked. Throws `StoreMismatch`.
 */
export const checkKeyFile = async (
  store: Ports,
  sealedWith: SealedWith,
  options: Pick<StoreOptions, 'keys' | 'readOnly' | 'adoptKeyFile'>,
): Promise<void> => {
  const { keys, readOnly = false, adoptKeyFile = false } = options;
  const { origin } = keys;
  if (origin === undefined) return;
  const events = (await store.read(META_STREAM)).map(({ event }) => event as MetaEvent);
  const registered = events.findLast((event) => event.type === 'KeyFileRegistered');
  if (registered && origin.holds(registered.keyFile)) return;
  if (!adoptKeyFile && (registered || (await isForeign(sealedWith, keys)))) throw foreign(origin.place);
  if (readOnly || origin.identity === undefined) return;
  const event: MetaEvent = { type: 'KeyFileRegistered', keyFile: origin.identity };
  const commandId = uuidv5(NAMESPACE, `${events.length}/${event.keyFile}`);
  const context = { commandId, actor: { id: 'faultline', role: 'system' }, at: iso(Date.now()) };
  const appended = await store.append(META_STREAM, events.length - 1, [event], context);
  if (appended === 'lost-race') return checkKeyFile(store, sealedWith, options);
};

const NAMESPACE = '0c9d5c0e-8f0a-5b51-9d0b-3a1f6e0f7c55';

const isForeign = async (sealedWith: SealedWith, keys: Keys): Promise<boolean> => {
  const keyId = await sealedWith();
  return keyId !== undefined && keys.find(keyId) === undefined;
};

const foreign = (place: string): StoreMismatch =>
  new StoreMismatch(
    `${place} is not the key file that the personal fields of this event store are sealed with: nobody else could read what this process writes. ` +
      'All processes share one KEYS_DIR: point it at theirs, or restore personal.keys there from its backup. ' +
      'If that file is lost for good, so are the texts that it sealed; to go on without them: npm start -- keys adopt',
  );
