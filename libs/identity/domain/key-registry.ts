// keys-registry: which API keys there are and were, and what became of them, for auditors. The keys themselves lie in a file
// of their own (docs/adr/0012); what is recorded here follows from that file and from what servers are shown.

import { type Catalog, type Context, type Decider } from '#kernel';
import { type Principal, principalKey } from './principal';

export const KEY_REGISTRY = 'keys-registry';
/** In the place of a key's id, where a key that nobody knows was shown. */
export const NOBODYS_KEY = 'unknown';

export const REFUSED_BECAUSE = ['unknown', 'expired', 'development', 'not-here'] as const;
/** `development`: on a server that takes none of those; `not-here`: a development key from another machine. */
export type RefusedBecause = (typeof REFUSED_BECAUSE)[number];

/** What is said of a key: nothing that opens anything. `keyId` is the beginning of its hash. */
export type KeyFacts = {
  readonly keyId: string;
  readonly principal: Principal;
  readonly issuedAt: string;
  readonly expiresAt?: string;
  readonly development?: true;
};

// Events. These names and fields are the storage format.
export type KeyIssued = { type: 'KeyIssued' } & KeyFacts;
/** The first use on a day (UTC). */
export type KeyUsed = { type: 'KeyUsed'; keyId: string; day: string };
/** How often within a time: the first is told at once, the others once an hour. */
export type KeyRefused = {
  type: 'KeyRefused';
  keyId: string;
  because: RefusedBecause;
  times: number;
  from: string;
  to: string;
};
/** It is not in the file any more. */
export type KeyRevoked = { type: 'KeyRevoked'; keyId: string };
export type KeyEvent = KeyIssued | KeyUsed | KeyRefused | KeyRevoked;
export const KEY_EVENTS = {
  KeyIssued: { schemaVersion: 1 },
  KeyUsed: { schemaVersion: 1 },
  KeyRefused: { schemaVersion: 1 },
  KeyRevoked: { schemaVersion: 1 },
} as const satisfies Catalog<KeyEvent>;

// State.
export type KnownKey = KeyFacts & {
  readonly lastUsedOn?: string;
  readonly refused: number;
  readonly revokedAt?: string;
};
export type KeyRegistry = { readonly keys: ReadonlyMap<string, KnownKey>; readonly refusedUnknown: number };

export type KeyCommand =
  /** What is in the file now: whatever is new to it was issued, whatever is gone was revoked. */
  | { type: 'NoteKeys'; present: readonly KeyFacts[] }
  | { type: 'NoteUse'; keyId: string; day: string }
  | ({ type: 'NoteRefusals' } & Omit<KeyRefused, 'type'>);

const changed = (state: KeyRegistry, keyId: string, change: (key: KnownKey) => KnownKey): KeyRegistry => {
  const known = state.keys.get(keyId);
  return known ? { ...state, keys: new Map([...state.keys, [keyId, change(known)]]) } : state;
};
const isValid = (key: KnownKey | undefined): key is KnownKey => key !== undefined && key.revokedAt === undefined;
/** Whose it is and how long it counts: what somebody might change in the file by hand. */
const termsOf = ({ principal, expiresAt }: KeyFacts): string =>
  JSON.stringify([principalKey(principal), principal.role, expiresAt]);
const isKnown = (key: KnownKey | undefined, facts: KeyFacts): boolean =>
  isValid(key) && termsOf(key) === termsOf(facts);

/** A key that counts until another day, as one that was rotated, is the same key, and was used when it was used. */
const usesOf = (before: KnownKey | undefined, { principal }: KeyFacts): Pick<KnownKey, 'lastUsedOn' | 'refused'> => {
  if (!isValid(before) || JSON.stringify(before.principal) !== JSON.stringify(principal)) return { refused: 0 };
  const { lastUsedOn, refused } = before;
  return { refused, ...(lastUsedOn !== undefined && { lastUsedOn }) };
};

export const keyRegistry: Decider<KeyCommand, KeyRegistry, KeyEvent, KeyEvent, Context> = {
  initial: { keys: new Map(), refusedUnknown: 0 },
  evolve: {
    KeyIssued: (state, { type: _, ...facts }) => ({
      ...state,
      keys: new Map([...state.keys, [facts.keyId, { ...facts, ...usesOf(state.keys.get(facts.keyId), facts) }]]),
    }),
    KeyUsed: (state, { keyId, day }) => changed(state, keyId, (key) => ({ ...key, lastUsedOn: day })),
    KeyRefused: (state, { keyId, times }) =>
      keyId === NOBODYS_KEY
        ? { ...state, refusedUnknown: state.refusedUnknown + times }
        : changed(state, keyId, (key) => ({ ...key, refused: key.refused + times })),
    KeyRevoked: (state, { keyId }, { recordedAt }) =>
      changed(state, keyId, (key) => ({ ...key, revokedAt: recordedAt })),
  },
  decide: {
    NoteKeys: ({ present }, { keys }) => {
      const there = new Set(present.map(({ keyId }) => keyId));
      const gone = [...keys.values()].filter((key) => isValid(key) && !there.has(key.keyId));
      return [
        ...gone.map(({ keyId }): KeyRevoked => ({ type: 'KeyRevoked', keyId })),
        // A key that was revoked and is in the file again, as from a backup, or is somebody else's by now, is issued anew.
        ...present
          .filter((facts) => !isKnown(keys.get(facts.keyId), facts))
          .map((facts): KeyIssued => ({ type: 'KeyIssued', ...facts })),
      ];
    },
    NoteUse: ({ keyId, day }, { keys }) => {
      const known = keys.get(keyId);
      return known && (known.lastUsedOn ?? '') < day ? [{ type: 'KeyUsed', keyId, day }] : [];
    },
    NoteRefusals: ({ type: _, ...refused }) => [{ type: 'KeyRefused', ...refused }],
  },
};

/** For lists: the newest first. */
export const inOrder = ({ keys }: KeyRegistry): readonly KnownKey[] =>
  [...keys.values()].sort((one, other) =>
    one.issuedAt === other.issuedAt
      ? JSON.stringify(principalKey(one.principal)).localeCompare(JSON.stringify(principalKey(other.principal)))
      : other.issuedAt.localeCompare(one.issuedAt),
  );
