// Who has the shift, as spans of time: half-open, in epoch milliseconds, in their order, none overlapping the next.

export type Span<B> = { readonly from: number; readonly to: number; readonly person: string; readonly because: B };

/** The parts of spans that lie in [from, to). */
export const cut = <B>(spans: readonly Span<B>[], from: number, to: number): Span<B>[] =>
  spans.flatMap((span) => {
    const begin = Math.max(from, span.from);
    const finish = Math.min(to, span.to);
    return begin < finish ? [{ ...span, from: begin, to: finish }] : [];
  });

/** `over` where there is any of it, `under` where there is none. */
export const lay = <B>(over: readonly Span<B>[], under: readonly Span<B>[]): Span<B>[] => {
  const laid: Span<B>[] = [];
  let next = 0;
  for (const span of under) {
    let from = span.from;
    while (next < over.length && (over[next] as Span<B>).to <= from) next++;
    for (let i = next; i < over.length && (over[i] as Span<B>).from < span.to; i++) {
      const above = over[i] as Span<B>;
      if (from < above.from) laid.push({ ...span, from, to: above.from });
      from = Math.max(from, above.to);
    }
    if (from < span.to) laid.push({ ...span, from });
  }
  return joined([...laid, ...over].sort((a, b) => a.from - b.from));
};

/** Neighbours of one person, for one reason, made one. */
export const joined = <B>(spans: readonly Span<B>[]): Span<B>[] => {
  const found: Span<B>[] = [];
  for (const span of spans) {
    const last = found.at(-1);
    if (last && last.to === span.from && last.person === span.person && last.because === span.because)
      found[found.length - 1] = { ...last, to: span.to };
    else found.push(span);
  }
  return found;
};

/** The first stretch within [from, to) that no span covers. */
export const gapIn = (
  spans: readonly Pick<Span<unknown>, 'from' | 'to'>[],
  from: number,
  to: number,
): readonly [number, number] | undefined => {
  let covered = from;
  for (const span of spans) {
    if (span.to <= covered) continue;
    if (span.from > covered) return [covered, Math.min(span.from, to)];
    covered = span.to;
    if (covered >= to) return undefined;
  }
  return covered < to ? [covered, to] : undefined;
};
