/** What a stream's metadata says about reading it. Sources: the `$`-keys of EventStoreDB's stream metadata. */
export type StreamMetadata = {
  readonly maxCount?: number;
  /** Seconds. */
  readonly maxAge?: number;
  /** Events below this revision are not shown. */
  readonly truncateBefore?: number;
  /** `$tb` is 2^63 − 1: deleted, until somebody writes to it again. */
  readonly softDeleted: boolean;
};

export const NO_METADATA: StreamMetadata = { softDeleted: false };
const SOFT_DELETED = 9223372036854775807n;
export const SOFT_DELETE_DATA = Buffer.from(`{"$tb":${SOFT_DELETED}}`);

export const METADATA_TYPE = '$metadata';
export const TOMBSTONE_TYPE = '$streamDeleted';
export const LINK_TYPE = '$>';

export const isMetastream = (stream: string): boolean => stream.startsWith('$$');
export const metastreamOf = (stream: string): string => `$$${stream}`;
/** Of a metastream. */
export const originalOf = (metastream: string): string => metastream.slice(2);

/**
 * What is not JSON, or holds one value of a wrong kind, says nothing at all; a number that is out of range drops its key
 * alone: as on the server.
 */
export const parseMetadata = (isJson: boolean, data: Buffer): StreamMetadata => {
  if (!isJson || data.length === 0) return NO_METADATA;
  try {
    const fields = parseObject(data);
    for (const [key, isRight] of Object.entries(RIGHT)) {
      if (Object.hasOwn(fields, key) && !isRight(fields[key])) return NO_METADATA;
    }
    const maxCount = atLeast(1n, fields.$maxCount);
    const maxAge = atLeast(1n, fields.$maxAge);
    const truncateBefore = atLeast(0n, fields.$tb);
    return {
      ...(maxCount === undefined ? {} : { maxCount: Number(maxCount) }),
      ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
      ...(truncateBefore === undefined ? {} : { truncateBefore: Number(truncateBefore) }),
      softDeleted: truncateBefore === SOFT_DELETED,
    };
  } catch {
    return NO_METADATA;
  }
};

/** The same metadata with another `$tb`: every other key, known here or not, stays. Undefined where it is no JSON object. */
export const withTruncateBefore = (data: Buffer, revision: number): Buffer | undefined => {
  try {
    return Buffer.from(JSON.stringify({ ...parseObject(data), $tb: revision }, exactly));
  } catch {
    return undefined;
  }
};

const isWhole = (value: unknown): value is bigint => typeof value === 'bigint' && value <= SOFT_DELETED;
const atLeast = (least: bigint, value: unknown): bigint | undefined =>
  typeof value === 'bigint' && value >= least ? value : undefined;
/** Seconds that a span of time can hold, in ticks of 100 ns. */
const MAX_AGE = 922337203685n;
const isStrings = (value: unknown) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((role) => typeof role === 'string'));
/** Of keys that nobody knows too: a role, or a list of them. */
const isAcl = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isStrings);

const RIGHT: Readonly<Record<string, (value: unknown) => boolean>> = {
  $maxCount: isWhole,
  $maxAge: (value) => isWhole(value) && value <= MAX_AGE,
  $tb: isWhole,
  $cacheControl: isWhole,
  $tmp: (value) => typeof value === 'boolean',
  $acl: isAcl,
};

// 2^63 − 1 is no JavaScript number: whole numbers are read as bigint, so that none is rounded on its way through.
const parseObject = (data: Buffer): Record<string, unknown> => {
  const value: unknown = (JSON.parse as ParseWithSource)(data.toString('utf8'), (_key, parsed, { source }) =>
    typeof parsed === 'number' && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : parsed,
  );
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('Not a JSON object.');
  return value as Record<string, unknown>;
};
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;

const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
const exactly = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? rawJSON(value.toString()) : value;
