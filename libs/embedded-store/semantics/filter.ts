import { RE2JS } from 're2js';
import { atStart } from './look-ahead';

/** A filter of `$all`: on the type or the stream of the original event, never on what a link points to. */
export type Filter = {
  readonly on: 'type' | 'stream';
  readonly matches: (text: string) => boolean;
  /** A checkpoint is due after so many events were considered, shown or not. */
  readonly checkpointInterval: number;
};

export type Expression = { readonly regex: string; readonly prefix: readonly string[] };
const DEFAULT_WINDOW = 32;

export class BadFilter extends Error {
  override readonly name = 'BadFilter';
}

/**
 * `window` is the client's search window, undefined for the server's own (32). Regular expressions are RE2's, not .NET's:
 * unanchored search in time linear in the text, so that no expression of one client stops the node for all others.
 * Throws `BadFilter`.
 */
export const makeFilter = (
  on: Filter['on'],
  { regex, prefix }: Expression,
  window: number | undefined,
  multiplier: number,
): Filter => {
  if (multiplier <= 0) throw new BadFilter('The checkpoint interval multiplier of a filter must be greater than zero.');
  if (window !== undefined && window <= 0)
    throw new BadFilter('The search window of a filter must be greater than zero.');
  const matches = regex === '' ? startsWith(prefix) : searches(regex);
  return { on, matches, checkpointInterval: (window ?? DEFAULT_WINDOW) * multiplier };
};

const startsWith = (prefixes: readonly string[]) => (text: string) =>
  prefixes.some((prefix) => text.startsWith(prefix));

const searches = (source: string): Filter['matches'] => {
  bounded(source);
  const parts = atStart(source);
  if (!parts) return searchesFor(source);
  const rest = fromStart(parts.rest);
  const looks = parts.looks.map(({ wanted, pattern }) => ({ wanted, follows: fromStart(pattern) }));
  return (text) => looks.every(({ wanted, follows }) => follows(text) === wanted) && rest(text);
};

const searchesFor = (source: string): Filter['matches'] => {
  const pattern = compile(source);
  return (text) => pattern.test(text);
};

const fromStart = (source: string): Filter['matches'] => searchesFor(`^(?:${source})`);

/** Far more than anybody writes by hand; a longer expression takes long to compile. */
const EXPRESSION_MAX = 4096;

const bounded = (source: string): void => {
  if (source.length > EXPRESSION_MAX)
    throw new BadFilter(
      `The filter's regular expression holds ${source.length} characters; ${EXPRESSION_MAX} are the most.`,
    );
};

const compile = (source: string): RE2JS => {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    throw new BadFilter(
      `The filter's regular expression cannot be read (${(error as Error).message}). This node reads RE2's syntax: ` +
        'no backreferences, no look-around but a look ahead from the start, no repetition above 1000.',
    );
  }
};

/** Asks a filter once for each name (there are few) instead of once for each event (there are many). */
export class MatchCache {
  #answers = new Uint8Array(1024);
  readonly #matches: (text: string) => boolean;
  readonly #name: (number: number) => string;

  constructor(matches: (text: string) => boolean, name: (number: number) => string) {
    this.#matches = matches;
    this.#name = name;
  }

  of(number: number): boolean {
    if (number >= this.#answers.length) this.#grow(number);
    const known = this.#answers[number];
    if (known !== UNKNOWN) return known === YES;
    const matches = this.#matches(this.#name(number));
    this.#answers[number] = matches ? YES : NO;
    return matches;
  }

  #grow(number: number): void {
    const grown = new Uint8Array(Math.max(number + 1, this.#answers.length * 2));
    grown.set(this.#answers);
    this.#answers = grown;
  }
}

const [UNKNOWN, YES, NO] = [0, 1, 2] as const;
