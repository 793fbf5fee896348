// Who signs for a store: each key is named in it when it first signs, and what none of them has signed is not gone on with.

import { type Log, META_STREAM, type MetaEvent, type Store, uuidv5 } from '#event-store';
import { openNote } from '../domain/signed-note';
import { NotaryMismatch, type SignedCheckpoint } from './notary-directory';
import { type SigningKey, verifierOf } from './signing-key';

const NAMESPACE = '6d5f6c0a-4d8f-5a52-8c0e-5f2b1c9a7d11';

/** What a store says of itself. */
export const metaOf = async (store: Pick<Store, 'read'>): Promise<readonly MetaEvent[]> =>
  (await store.read(META_STREAM)).map(({ event }) => event as MetaEvent);

/** The public keys that have signed for this store, the newest last. */
export const registeredKeys = (events: readonly MetaEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'SigningKeyRotated' ? [event.key] : []));

/** How a key is named behind `count` events of the store's own stream, with the id of the command that does it. */
export const registrationOf = (key: string, count: number): { event: MetaEvent; commandId: string } => ({
  event: { type: 'SigningKeyRotated', key },
  commandId: uuidv5(NAMESPACE, `${count}/${key}`),
});

/** A damaged key is mostly a key, too. */
export const sayAnother = (log: Log, before: string, now: string): void =>
  log.warn(
    { consumer: 'notary', before, now },
    'the notary signs with another key from now on; where nobody has changed it, restore NOTARY_KEY or notary.key',
  );

type Ports = { readonly store: Pick<Store, 'read'>; readonly directory: string; readonly key: SigningKey };

/** Throws `NotaryMismatch` where a checkpoint is signed by no key that the store knows, nor by ours: damaged, or made up. */
export const mustBeSigned = async (
  { note, size }: SignedCheckpoint,
  { store, directory, key }: Ports,
): Promise<void> => {
  const keys = new Set([...registeredKeys(await metaOf(store)), key.publicKey]);
  if ('fault' in openNote(note, [...keys].map(verifierOf)))
    throw new NotaryMismatch(
      `The last checkpoint in ${directory} (${size} events) bears no signature of a key that this store knows. Restore the directory from a backup.`,
    );
};
