// CloudEvents 1.0 in its two encodings. Extensions: `sequence`, `recordedtime` and `partitionkey` are those that the
// CloudEvents project documents; `previous` is ours, and names the sequence before this one of the same subject.

import { SOURCE, schemaIdOf } from './contract';
import type { PublicMessage } from './message';

/** The attributes of a message, all of them strings. `previous` is absent on the first message of a ticket. */
export type Attributes = {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly sequence: string;
  readonly previous?: string;
  readonly recordedtime: string;
  readonly partitionkey: string;
};
/** The structured form: one JSON object, media type `application/cloudevents+json`. */
export type CloudEvent = Attributes & { readonly data: PublicMessage['data'] };

export const STRUCTURED = 'application/cloudevents+json; charset=utf-8';
const DIGITS = 10;
/** A revision as CloudEvents wants a sequence: text that sorts as the numbers do. */
const sequenceOf = (revision: number): string => String(revision).padStart(DIGITS, '0');

const attributesOf = (message: PublicMessage, source: string): Attributes => ({
  specversion: '1.0',
  id: message.id,
  source,
  type: message.type,
  subject: message.key,
  time: message.time,
  datacontenttype: 'application/json',
  dataschema: schemaIdOf(message.type),
  sequence: sequenceOf(message.revision),
  ...(message.previous >= 0 && { previous: sequenceOf(message.previous) }),
  recordedtime: message.recordedAt,
  partitionkey: message.key,
});

/** The same message is always the same text, byte for byte: whoever has it twice can tell. */
export const structured = (message: PublicMessage, source: string = SOURCE): CloudEvent => ({
  ...attributesOf(message, source),
  data: message.data,
});

/** Attributes as headers with `prefix` (Kafka: `ce_`, HTTP: `ce-`), the data alone as the body. */
export const binary = (
  message: PublicMessage,
  { source = SOURCE, prefix = 'ce_' }: { readonly source?: string; readonly prefix?: 'ce_' | 'ce-' } = {},
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } => {
  const { datacontenttype, ...attributes } = attributesOf(message, source);
  const named = Object.entries(attributes).map(([name, value]) => [`${prefix}${name}`, value]);
  return {
    headers: { 'content-type': datacontenttype, ...Object.fromEntries(named) },
    body: JSON.stringify(message.data),
  };
};
