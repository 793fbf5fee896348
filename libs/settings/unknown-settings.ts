import { SETTINGS } from './settings';

/** Beginnings that are ours, so that a variable with one of them is meant for us. */
const OURS = /^(FAULTLINE|KAFKA|EVENTSTORE|DATABASE|STREAM|KEYS|TLS|TRUST|OIDC)_/;
/** What Kubernetes puts into every container for a service that is called `kafka`, or `eventstore`. */
const SERVICE_LINK = /_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP)(_\w+)?)?)$/;

/** Variables that are meant for us and that we do not know, with the one that is meant where that can be guessed. */
export const unknownSettings = (names: readonly string[]): readonly { name: string; meant?: string }[] =>
  names
    .filter((name) => !Object.hasOwn(SETTINGS, name) && !SERVICE_LINK.test(name))
    .flatMap((name) => {
      const meant = nearest(name);
      if (meant !== undefined) return [{ name, meant }];
      return OURS.test(name) ? [{ name }] : [];
    });

/** A slip of the finger: one letter of a short name, two of a long one; case and separators do not count. */
const nearest = (name: string): string | undefined =>
  Object.keys(SETTINGS)
    .map((known) => ({ known, distance: distanceOf(flat(name), flat(known)) }))
    .filter(({ known, distance }) => distance <= (known.length > 7 ? 2 : known.length > 3 ? 1 : 0))
    .sort((one, other) => one.distance - other.distance)[0]?.known;

const flat = (name: string): string => name.toUpperCase().replaceAll(/[_-]/g, '');

/** Levenshtein's. */
const distanceOf = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[other.length] ?? 0;
};
