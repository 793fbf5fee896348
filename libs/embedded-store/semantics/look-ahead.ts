// Regular expressions that begin with a look ahead: '^(?!(\$.+$|Result$))' is how clients of another make leave out the
// system's events, by default. RE2 has no look-around, but what stands at the start of the text can be asked apart from the rest.

export type AtStart = {
  /** What must follow the start of the text, or must not. */
  readonly looks: readonly { readonly wanted: boolean; readonly pattern: string }[];
  /** What must follow there besides; empty for anything. */
  readonly rest: string;
};

/** Takes such an expression apart; undefined where it is another one. Each part is to be asked from the start of the text. */
export const atStart = (source: string): AtStart | undefined => {
  if (!/^\^\(\?[!=]/.test(source) || source.includes('\\Q')) return undefined;
  const looks: AtStart['looks'][number][] = [];
  let from = 1;
  while (/^\(\?[!=]/.test(source.slice(from))) {
    const end = closing(source, from);
    if (end === undefined) return undefined;
    looks.push({ wanted: source[from + 2] === '=', pattern: source.slice(from + 3, end) });
    from = end + 1;
  }
  const rest = source.slice(from);
  // '^(?!a)b|c' is not '^' and '(b or c)'; '^(?!a)*' repeats what it looks for.
  return /^[*+?{]/.test(rest) || hasAlternatives(rest) ? undefined : { looks, rest };
};

/** The parenthesis that closes the one at `from`. */
const closing = (source: string, from: number): number | undefined => {
  let depth = 0;
  for (const [at, sign] of signs(source, from)) {
    if (sign === '(') depth++;
    if (sign === ')' && --depth === 0) return at;
  }
  return undefined;
};

const hasAlternatives = (source: string): boolean => {
  let depth = 0;
  for (const [, sign] of signs(source, 0)) {
    if (sign === '|' && depth === 0) return true;
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
  }
  return false;
};

/** Where '(', ')' and '|' stand that are neither escaped nor in a class. */
function* signs(source: string, from: number): Generator<readonly [number, string]> {
  const piece = /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|[()|]/g;
  piece.lastIndex = from;
  for (let match = piece.exec(source); match; match = piece.exec(source))
    if (match[0].length === 1) yield [match.index, match[0]];
}
