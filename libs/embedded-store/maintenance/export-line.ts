import { eventId } from '../storage/event-id';
import { TOMBSTONE } from '../storage/event-index';
import type { PlacedEvent, StoredEvent } from '../storage/record';

/** One event as a line of JSON. Bytes that are no JSON, or would not come back the same, travel as base64. */
export type ExportLine = {
  readonly stream: string;
  /** A tombstone has no number. */
  readonly revision: number | 'tombstone';
  readonly id: string;
  readonly type: string;
  readonly contentType: 'application/json' | 'application/octet-stream';
  /** ISO 8601, UTC; to the 100 ns. */
  readonly created: string;
  readonly data?: unknown;
  readonly dataBase64?: string;
  readonly metadata?: unknown;
  readonly metadataBase64?: string;
  /** The log position of the append that it came with: lines in a row with the same number are one append. */
  readonly append: number;
};

/** What of an event goes into its line. */
export type ExportedEvent = Pick<
  StoredEvent,
  'stream' | 'revision' | 'idText' | 'type' | 'created' | 'isJson' | 'data' | 'metadata'
>;

export const lineOf = (event: ExportedEvent, append: number): string => {
  const line: ExportLine = {
    stream: event.stream,
    revision: event.revision === TOMBSTONE ? 'tombstone' : event.revision,
    id: event.idText,
    type: event.type,
    contentType: event.isJson ? 'application/json' : 'application/octet-stream',
    created: isoOf(event.created),
    ...content('data', event.data),
    ...content('metadata', event.metadata),
    append,
  };
  return `${JSON.stringify(line)}\n`;
};

/** Throws `Error`, with a sentence, where the line is no event. */
export const eventIn = (text: string, number: number): PlacedEvent & { readonly append: number } => {
  const wrong = (what: string) => new Error(`Line ${number} is no exported event: ${what}.`);
  let line: ExportLine;
  try {
    line = JSON.parse(text) as ExportLine;
  } catch {
    throw wrong('it is no JSON');
  }
  const id = typeof line?.id === 'string' ? eventId(line.id) : undefined;
  if (id === undefined) throw wrong('its id is no UUID');
  if (typeof line.stream !== 'string' || line.stream === '') throw wrong('it names no stream');
  if (typeof line.type !== 'string' || line.type === '') throw wrong('it has no type');
  const revision = line.revision === 'tombstone' ? TOMBSTONE : line.revision;
  if (!Number.isInteger(revision) || revision < 0) throw wrong('its revision is no whole number');
  const created = ticksOf(String(line.created));
  if (created === undefined) throw wrong('its time is not ISO 8601 in UTC');
  return {
    id,
    stream: line.stream,
    type: line.type,
    revision,
    created,
    isJson: line.contentType === 'application/json',
    data: bytesOf(line.data, line.dataBase64),
    metadata: bytesOf(line.metadata, line.metadataBase64),
    append: line.append,
  };
};

const content = (name: 'data' | 'metadata', bytes: Buffer): Partial<ExportLine> => {
  if (bytes.length === 0) return {};
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (Buffer.from(JSON.stringify(value)).equals(bytes)) return { [name]: value };
  } catch {
    // No JSON.
  }
  return { [`${name}Base64`]: bytes.toString('base64') };
};

const bytesOf = (value: unknown, base64: string | undefined): Buffer => {
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64');
  return value === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(value));
};

const isoOf = (ticks: string): string => {
  const padded = ticks.padStart(12, '0');
  const seconds = new Date(Number(padded.slice(0, -7)) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${padded.slice(-7)}Z`;
};

const ticksOf = (iso: string): string | undefined => {
  const [, seconds, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z$/.exec(iso) ?? [];
  const time = Date.parse(`${seconds}Z`);
  return seconds === undefined || Number.isNaN(time) ? undefined : `${time / 1000}${fraction.padEnd(7, '0')}`;
};
