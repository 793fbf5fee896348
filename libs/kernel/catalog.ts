import type { Message } from './decider';

/** Brings the data of one version into the shape of the next. */
export type Upcast = (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * What the store must know of one event: its version (raised for breaking changes alone), how older ones become it, and which of its fields may hold
 * personal data (dotted paths; `*` is every element of a list). Those are sealed before they are written.
 */
export type CatalogLine = {
  readonly schemaVersion: number;
  readonly upcasts?: readonly Upcast[];
  readonly personal?: readonly string[];
  /** What was sealed of the subject before this event is to be unreadable: whatever comes after gets another key. */
  readonly erases?: true;
};

/** Every event of a stream category, for ever. An event without a line does not compile. */
export type Catalog<E extends Message> = { readonly [T in E['type']]: CatalogLine };
