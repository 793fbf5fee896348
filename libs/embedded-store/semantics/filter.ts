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
 * `window` is the client's search window, undefined for the server's own (32). Regular expressions are JavaScript's, not
 * .NET's: unanchored search, with the `u` flag where the expression allows it. Throws `BadFilter`.
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

const searches = (source: string) => {
  const pattern = compile(source);
  return (text: string) => pattern.test(text);
};

const compile = (source: string): RegExp => {
  try {
    return new RegExp(source, 'u');
  } catch {
    try {
      return new RegExp(source);
    } catch (error) {
      throw new BadFilter(`The filter's regular expression cannot be read: ${(error as Error).message}.`);
    }
  }
};

/** Asks a filter once for each name (there are few) instead of once for each event (there are many). */
export class Verdicts {
  #known = new Uint8Array(1024);
  readonly #matches: (text: string) => boolean;
  readonly #name: (number: number) => string;

  constructor(matches: (text: string) => boolean, name: (number: number) => string) {
    this.#matches = matches;
    this.#name = name;
  }

  of(number: number): boolean {
    if (number >= this.#known.length) this.#grow(number);
    const known = this.#known[number];
    if (known !== UNKNOWN) return known === YES;
    const matches = this.#matches(this.#name(number));
    this.#known[number] = matches ? YES : NO;
    return matches;
  }

  #grow(number: number): void {
    const grown = new Uint8Array(Math.max(number + 1, this.#known.length * 2));
    grown.set(this.#known);
    this.#known = grown;
  }
}

const [UNKNOWN, YES, NO] = [0, 1, 2] as const;
