import { requestError } from './request-error';

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?$/;
const WITH_OFFSET = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** What is wrong with a time as it came in: ISO 8601 with an offset, on a day that there is. Nothing if it will do. */
export const faultOfInstant = (text: unknown): 'time.no-offset' | 'time.invalid' | undefined => {
  if (typeof text !== 'string') return 'time.invalid';
  if (LOCAL.test(text)) return 'time.no-offset';
  const date = WITH_OFFSET.exec(text)?.[1];
  if (date === undefined || Number.isNaN(Date.parse(text))) return 'time.invalid';
  // Date.parse takes 30 February for 2 March.
  return new Date(Date.parse(`${date}T00:00:00Z`)).toISOString().startsWith(date) ? undefined : 'time.invalid';
};

/** Instants are stored as texts that sort only while a year has four digits; and nothing happened here before 1970. */
const [EARLIEST, LATEST] = ['1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'];
/** The last instant that can be asked about, in epoch milliseconds. */
export const LAST_INSTANT = Date.parse(LATEST as string);
/** Whether something can be asked about an instant: before and after these there is nothing to be found. */
export const isAskable = (text: string): boolean =>
  Date.parse(text) >= Date.parse(EARLIEST as string) && Date.parse(text) <= LAST_INSTANT;
export const ASKABLE = 'must lie from 1970 to 9999, in UTC';

/** An instant as we keep it: ISO 8601, UTC, milliseconds. Throws `time.no-offset` or `time.invalid`. */
export const utc = (text: string): string => {
  const fault = faultOfInstant(text);
  if (fault === undefined) return new Date(text).toISOString();
  throw requestError(fault, INSTANT_SAYS[fault]);
};

export const INSTANT_SAYS = {
  'time.no-offset':
    "A local time without an offset can be two instants, or none. Add the offset: '2026-03-14T02:00:00-06:00' or '…Z'.",
  'time.invalid': "A time is written like '2026-03-14T02:00:00-06:00', on a day that there is.",
} as const;
