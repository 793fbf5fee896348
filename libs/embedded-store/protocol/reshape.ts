import { PREFIX, parseRecord } from '../storage/record';
import { putVarint, varintLength } from '../storage/wire';

// Records are kept as most clients want them: not resolved, ids as text. Whoever wants them otherwise pays for it here.

/** A record whose link was followed. `target` is the record that it leads to, absent where there is none to show. */
export const resolved = (link: Buffer, target: Buffer | undefined): Buffer => {
  const { recorded, position } = parseRecord(link);
  const event = target === undefined ? NOTHING : field(1, parseRecord(target).recorded);
  return record(Buffer.concat([event, field(2, recorded), varintField(3, position)]));
};

const ID_FIELD = 40;

/** The same record with its ids in the structured form. */
export const withStructuredIds = (bytes: Buffer): Buffer => {
  const [readStart, readEnd] = inside(bytes, PREFIX);
  const parts: Buffer[] = [];
  let at = readStart;
  for (; bytes[at] === 0x0a || bytes[at] === 0x12; ) {
    const [start, end] = inside(bytes, at);
    const id = structured(bytes.toString('latin1', start + 4, start + ID_FIELD));
    parts.push(field((bytes[at] as number) >> 3, Buffer.concat([field(1, id), bytes.subarray(start + ID_FIELD, end)])));
    at = end;
  }
  return record(Buffer.concat([...parts, bytes.subarray(at, readEnd)]));
};

const NOTHING = Buffer.alloc(0);

const structured = (text: string): Buffer => {
  const half = (from: number) => BigInt(`0x${text.replaceAll('-', '').slice(from, from + 16)}`);
  return field(1, Buffer.concat([Buffer.from([0x08]), varint(half(0)), Buffer.from([0x10]), varint(half(16))]));
};

const varint = (value: bigint): Buffer => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
};

/** Where the content of a delimited field begins and ends whose tag stands at `at`. */
const inside = (bytes: Buffer, at: number): [start: number, end: number] => {
  let [length, scale, next] = [0, 1, at + 1];
  for (;;) {
    const byte = bytes[next++] ?? 0;
    length += (byte & 0x7f) * scale;
    if (byte < 0x80) return [next, next + length];
    scale *= 0x80;
  }
};

const field = (number: number, value: Buffer): Buffer => {
  const head = Buffer.alloc(1 + varintLength(value.length));
  head[0] = (number << 3) | 2;
  putVarint(head, 1, value.length);
  return Buffer.concat([head, value]);
};

const varintField = (number: number, value: number): Buffer => {
  const bytes = Buffer.alloc(1 + varintLength(value));
  bytes[0] = number << 3;
  putVarint(bytes, 1, value);
  return bytes;
};

const record = (read: Buffer): Buffer => {
  const message = field(1, read);
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
};
