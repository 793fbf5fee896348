import type { CloudEvent } from '../contract/cloud-events';

type HeaderValue = Uint8Array | string | readonly (Uint8Array | string)[] | null | undefined;

/**
 * A CloudEvent in its binary form put together again: its attributes are headers that begin with `ce_` (Kafka) or `ce-`
 * (HTTP), its data is the body. One that was too large comes as a reference (`dataref`) and without data: a `Consumer`
 * fetches that. Throws `SyntaxError` on a body that is no JSON, `TypeError` where it is no CloudEvent of ours.
 */
export const fromBinary = (headers: Readonly<Record<string, HeaderValue>>, body: Uint8Array | string): CloudEvent => {
  const attributes = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const attribute = /^ce[_-](.+)$/i.exec(name)?.[1]?.toLowerCase();
      return attribute === undefined || value == null ? [] : [[attribute, textOf(value)]];
    }),
  );
  for (const needed of ['id', 'type', 'subject', 'sequence'])
    if (attributes[needed] === undefined)
      throw new TypeError(`The message has no ce_${needed}: it is none of Faultline's.`);
  const text = textOf(body);
  const isReference = attributes.dataref !== undefined && text === '';
  const data = isReference ? {} : { data: JSON.parse(text) };
  return { ...attributes, datacontenttype: 'application/json', ...data } as CloudEvent;
};

const textOf = (value: NonNullable<HeaderValue>): string => {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return value[0] === undefined ? '' : textOf(value[0]);
};
