/** Versions that were run against; others are taken, and named. */
const LEAST = [23, 10];
const NEWEST_KNOWN = [25, 1];

type Version = readonly [number, number, number];
const parse = (text: string): Version | undefined => {
  const [, major, minor, patch = '0'] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
};
const compare = (one: readonly number[], other: readonly number[]): number => {
  for (const [n, part] of other.entries()) if (one[n] !== part) return (one[n] ?? 0) - part;
  return 0;
};
const isBetween = (version: Version, from: Version, to: Version) =>
  compare(version, from) >= 0 && compare(version, to) <= 0;

/** What somebody should know who runs on this version of the server; nothing where it is a known good one. */
export const serverVersionNotice = (text: string): string | undefined => {
  const version = parse(text);
  if (!version)
    return 'The event store does not say its version. From 23.10 on it would: use one that is supported, or look closely.';
  if (compare(version, LEAST) < 0)
    return `The event store is ${text}; Faultline is made for ${LEAST.join('.')} and later. Upgrade it.`;
  if (isBetween(version, [24, 2, 0], [24, 10, 4]))
    return `The event store is ${text}: it sends a checkpoint that is no position (2^64-1) where a filtered subscription has matched nothing. Faultline ignores it; 24.10.5 and later do not send it.`;
  if (isBetween(version, [25, 0, 0], [25, 0, 99]))
    return `The event store is ${text}: it may send a checkpoint whose event is still to come. Faultline copes with that; 25.1 and later do not send it.`;
  if (compare(version, NEWEST_KNOWN) > 0)
    return `The event store is ${text}, which is newer than any that Faultline was tried on (${NEWEST_KNOWN.join('.')}). Read its list of changes.`;
  return undefined;
};
