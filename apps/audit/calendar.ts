import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noteOf, openNote } from '#audit';
import { signingKeyOf, verifierOf } from '#audit/module';
import { CannotLook, FOUND } from '#command-line';
import { iso, type Recorded, streamOf } from '#kernel';
import { compile, localIso, type PolicyPublished, type Zone } from '#policy';
import { configFrom, NOTARY_KEY_FILE } from '#settings';
import { openArchive } from './archive';

type Options = {
  readonly store?: string;
  readonly policy: string;
  readonly version?: string;
  readonly calendar: string;
  readonly from: string;
  readonly check?: string;
  readonly key?: readonly string[];
};
const MONTHS = 24;
const KEY_NAME = 'faultline/calendars';

/** One page: every open window of two years, the closed working days, the nights when clocks change, and a hash. */
export const calendarCommand = async (options: Options): Promise<void> => {
  const text = pageOf(await versionOf(options), options);
  if (options.check !== undefined) return checkPage(text, options.check, options.key ?? []);
  process.stdout.write(noteOf(text, [calendarKey()]));
  console.error(`Signed by ${calendarKey().publicKey}`);
};

/** The notary's key under a name of its own: a calendar is no checkpoint. */
const calendarKey = () => {
  const { keysDir, notaryKey } = configFrom(process.env);
  const file = join(keysDir, NOTARY_KEY_FILE);
  if (notaryKey === undefined && !existsSync(file))
    throw new CannotLook(`There is no key to sign with: NOTARY_KEY is not set, and ${file} is not there.`);
  return signingKeyOf(KEY_NAME, notaryKey ?? readFileSync(file, 'utf8'), notaryKey === undefined ? file : 'NOTARY_KEY');
};

const versionOf = async ({ store, policy, version }: Options): Promise<PolicyPublished> => {
  const archive = await openArchive(store);
  const published: Recorded[] = [];
  await archive
    .read({ streams: [streamOf('policy', policy)] }, (events) => {
      for (const { stored } of events) published.push(archive.open(stored));
    })
    .finally(() => archive.close());
  const found = version === undefined ? published.at(-1) : published[Number(version) - 1];
  if (found) return found.event as PolicyPublished;
  throw new CannotLook(
    `${archive.name} has no ${version === undefined ? '' : `version ${version} of `}policy ${policy}.`,
  );
};

const pageOf = (
  { type: _, notCarriedOut: __, ...version }: PolicyPublished,
  { calendar: name, from }: Options,
): string => {
  const policy = compile(version);
  const calendar = policy.calendars[name];
  if (!calendar)
    throw new CannotLook(`The policy has no calendar '${name}'. It has: ${Object.keys(policy.calendars).join(', ')}.`);
  const [, year, month] = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(from) ?? [];
  if (year === undefined) throw new CannotLook(`--from is '${from}', which is no month. Write it as 2027-01.`);
  const [begin, end] = [
    Date.UTC(Number(year), Number(month) - 1, 1),
    Date.UTC(Number(year), Number(month) - 1 + MONTHS, 1),
  ];
  const open = calendar.intervals(begin, end);
  const windows = open.map(([opens, closes]) => `open ${iso(opens)} ${iso(closes)} ${localIso(policy.zone, opens)}`);
  const days = new Set(open.map(([opens]) => localDate(policy.zone, opens)));
  const closed = daysBetween(begin, end, policy.zone).filter((day) => !days.has(day) && !isWeekend(day));
  const changes = (version.zones[policy.zone.name]?.at ?? [])
    .map((second) => second * 1000)
    .filter((at) => at >= begin && at < end)
    .map((at) => `clocks change ${iso(at)} ${localIso(policy.zone, at)}`);
  const lines = [...windows, ...closed.map((day) => `closed ${day}`), ...changes];
  const hash = createHash('sha256')
    .update(`${lines.join('\n')}\n`)
    .digest('hex');
  const head = `faultline calendar ${name} of ${policy.id} version ${policy.version}, ${policy.zone.name}`;
  // Pinned with the version: whatever this machine knows of zones, the page is the same.
  const rules = `clocks by ${policy.zone.transitions.source}, as the version was published with it`;
  return `${[head, rules, `from ${iso(begin)} to ${iso(end)}`, `sha256 ${hash}`, '', ...lines].join('\n')}\n`;
};

const localDate = (zone: Zone, at: number): string => localIso(zone, at).slice(0, 10);
const DAY = 86_400_000;
const daysBetween = (from: number, to: number, zone: Zone): readonly string[] => [
  ...new Set(
    Array.from({ length: Math.round((to - from) / DAY) }, (_, n) => localDate(zone, from + n * DAY + DAY / 2)),
  ),
];
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());

const checkPage = (text: string, file: string, keys: readonly string[]): void => {
  const opened = openNote(
    readFileSync(file, 'utf8'),
    (keys.length > 0 ? keys : [calendarKey().publicKey]).map(verifierOf),
  );
  const fault =
    'fault' in opened ? opened.fault : opened.text === text ? undefined : 'is not what this policy version says';
  console.log(
    fault === undefined ? `OK    ${file} is the calendar of this policy version.` : `FAIL  ${file} ${fault}.`,
  );
  if (fault !== undefined) process.exitCode = FOUND;
};
