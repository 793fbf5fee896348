import {
  type CatalogLine,
  categoryOf,
  iso,
  type Context as KernelContext,
  type Message,
  MINUTE,
  ms,
  type Upcast,
} from '#kernel';
import { traceparent } from '#tracing';
import { UnreadableEvent } from '../errors';
import type { DataKey, Keys } from '../keys/keys';
import type { Catalogs } from '../options';
import { eventIdOf } from './ids';
import { isRecord, plain } from './plain';
import { seal, unseal } from './sealing';
import type { Provenance, Stored, StoredMetadata, StoredStamp } from './stored';

/** An event that is written down later than this after it happened is marked `backdated` (ADR 0004). */
const BACKDATED_AFTER_MS = 15 * MINUTE;

/** The category of a stream says which catalog its events are in: `ticket-7` is in 'ticket'. */
const catalogOf = (catalogs: Catalogs, stream: string): Catalogs[string] | undefined => {
  if (Object.hasOwn(catalogs, stream)) return catalogs[stream];
  const category = categoryOf(stream);
  return Object.hasOwn(catalogs, category) ? catalogs[category] : undefined;
};

const lineOf = (catalogs: Catalogs, stream: string, type: string): CatalogLine | undefined => {
  const catalog = catalogOf(catalogs, stream);
  return catalog && Object.hasOwn(catalog, type) ? catalog[type] : undefined;
};

/** Throws `TypeError` on a catalog that could not read what it wrote. Asked once, when the store is opened. */
export const checkCatalogs = (catalogs: Catalogs): void => {
  for (const [category, catalog] of Object.entries(catalogs))
    for (const [type, { schemaVersion, upcasts = [], personal = [] }] of Object.entries(catalog)) {
      const what = `${type} in the catalog of ${category}`;
      if (upcasts.length !== schemaVersion - 1)
        throw new TypeError(
          `${what} is at v${schemaVersion} and needs ${schemaVersion - 1} upcasts, not ${upcasts.length}.`,
        );
      const inside = personal.find((path) => personal.some((other) => path.startsWith(`${other}.`)));
      if (inside) throw new TypeError(`${what} seals ${inside} inside a field that is sealed whole. Name it once.`);
    }
};

type Context = Pick<KernelContext, 'commandId' | 'actor' | 'at' | 'occurredAt' | 'requestHash'> &
  Provenance & { readonly writer?: string | undefined };

const metadataOf = (context: Context, notBefore: string | undefined): Omit<StoredMetadata, 'schemaVersion'> => {
  const at = iso(ms(context.at));
  const recordedAt = notBefore !== undefined && notBefore > at ? notBefore : at;
  const occurredAt = context.occurredAt === undefined ? recordedAt : iso(ms(context.occurredAt));
  if (occurredAt > recordedAt)
    throw new RangeError(`Command ${context.commandId} says that it happened at ${occurredAt}, after it was recorded.`);
  const { id, role, onBehalfOf } = context.actor;
  const policyVersion = context.policyVersion ?? context.policy?.version;
  const trace = traceparent();
  return {
    occurredAt,
    recordedAt,
    ...(ms(recordedAt) - ms(occurredAt) > BACKDATED_AFTER_MS && { backdated: true as const }),
    actor: { id, role, ...(onBehalfOf !== undefined && { onBehalfOf }) },
    commandId: context.commandId,
    ...(context.requestHash !== undefined && { requestHash: context.requestHash }),
    correlationId: context.correlationId ?? context.commandId,
    causationId: context.causationId ?? context.commandId,
    ...(policyVersion !== undefined && { policyVersion }),
    ...(trace !== undefined && { traceparent: trace }),
  };
};

/** An event on its way into the store: as it will lie there, and as it will be read again. */
export type Outgoing = {
  readonly eventId: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly metadata: StoredMetadata;
  readonly event: Message;
};

export const hasPersonal = (catalogs: Catalogs, stream: string, events: readonly Message[]): boolean =>
  events.some(({ type }) => (lineOf(catalogs, stream, type)?.personal ?? []).length > 0);

/**
 * The envelopes of a decision. `key` seals their personal fields; `notBefore` is the `recordedAt` of the stream's last
 * event. Throws `event.unstorable` on data that JSON cannot hold, `TypeError` on an event without a line in its catalog.
 */
export const envelop = (
  catalogs: Catalogs,
  stream: string,
  events: readonly Message[],
  context: Context,
  key: DataKey | undefined,
  notBefore?: string,
): readonly Outgoing[] => {
  const metadata = metadataOf(context, notBefore);
  return events.map(({ type, ...fields }, index) => {
    const line = lineOf(catalogs, stream, type);
    if (!line) throw new TypeError(`${type} is in no catalog for ${stream}. Add its line before it is stored.`);
    const data = plain(fields, type) as Record<string, unknown>;
    const eventId = eventIdOf(context.commandId, index, context.writer);
    const { personal = [], schemaVersion } = line;
    if (personal.length > 0 && !key) throw new TypeError(`${type} has personal fields and no key to seal them with.`);
    const sealed = key ? (seal(data, personal, { stream, eventId }, key) as typeof data) : data;
    return { eventId, type, data: sealed, metadata: { ...metadata, schemaVersion }, event: { ...data, type } };
  });
};

/** Whether what was sealed before an event of this type is to be unreadable: what comes after needs another key. */
export const erases = (catalogs: Catalogs, stream: string, type: string): boolean =>
  lineOf(catalogs, stream, type)?.erases ?? false;

export const stampAt = (revision: number, eventId: string, metadata: StoredMetadata): StoredStamp => {
  const { schemaVersion: _, ...known } = metadata;
  return { ...known, eventId, revision };
};

const isMetadata = (metadata: unknown): metadata is StoredMetadata =>
  isRecord(metadata) &&
  ['occurredAt', 'recordedAt', 'commandId'].every((name) => typeof metadata[name] === 'string') &&
  isRecord(metadata.actor) &&
  typeof metadata.actor.id === 'string' &&
  Number.isSafeInteger(metadata.schemaVersion);

const upcast = (data: Record<string, unknown>, { schemaVersion, upcasts = [] }: CatalogLine, from: number) =>
  upcasts.slice(from - 1, schemaVersion - 1).reduce((older, step: Upcast) => step(older), data);

/**
 * The one place where old shapes become today's and sealed fields are opened. `onKey` hears which keys sealed it.
 * Throws `UnreadableEvent`, naming the event: its reader parks the ticket or stops, and never skips.
 */
export const open = (
  catalogs: Catalogs,
  keys: Pick<Keys, 'find'>,
  stored: Stored,
  onKey?: (keyId: string) => void,
): { event: Message; stamp: StoredStamp } => {
  const { stream, revision, type, data, metadata, eventId } = stored;
  const what = `${stream}@${revision} is a ${type}`;
  if (!isMetadata(metadata)) throw new UnreadableEvent(`${what} whose metadata is damaged or was not written by us.`);
  if (!isRecord(data)) throw new UnreadableEvent(`${what} whose data is no JSON object.`);
  const version = metadata.schemaVersion;
  const line = lineOf(catalogs, stream, type);
  if (!line)
    throw new UnreadableEvent(`${what} v${version}: this build knows no such event. Deploy the build that does.`);
  if (version < 1 || version > line.schemaVersion)
    throw new UnreadableEvent(
      `${what} v${version}: this build reads v1 to v${line.schemaVersion}. Deploy the newer one first.`,
    );
  try {
    const today = upcast(unseal(data, { stream, eventId }, keys, onKey) as Record<string, unknown>, line, version);
    return { event: { ...today, type }, stamp: stampAt(revision, eventId, metadata) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UnreadableEvent(`${what} v${version} that cannot be read. ${why}`, { cause });
  }
};
