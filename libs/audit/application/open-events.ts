// Events as they are stored, read as this build reads them: with the keys of personal fields where they are at hand, else
// with `[sealed]` in their place. The engines need none of them.

import { type Catalogs, type Keys, openStored, type Stored, type StoredStamp } from '#event-store';
import type { Message } from '#kernel';

export const SEALED = '[sealed]';
export type OpenedEvent = { readonly event: Message; readonly stamp: StoredStamp };
export type Opener = (stored: Stored) => OpenedEvent;

/** Throws `UnreadableEvent`. */
export const openerOf =
  (catalogs: Catalogs, keys?: Pick<Keys, 'find'>): Opener =>
  (stored) => {
    if (keys === undefined) return openStored(catalogs, NO_KEYS, { ...stored, data: withoutSeals(stored.data) });
    return openStored(catalogs, keys, stored);
  };

const NO_KEYS: Pick<Keys, 'find'> = { find: () => undefined };

const withoutSeals = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSeals);
  if (typeof value !== 'object' || value === null) return value;
  if (Object.hasOwn(value, '$sealed')) return SEALED;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutSeals(part)]));
};
