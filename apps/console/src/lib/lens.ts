// Where an instant stands on the width of a ticket's clocks: a lens, not a ruler. What has happened gets most of the
// width, the time up to the next due instant a quarter, what is far the rest; hours in which every clock stood closed fold.

export type Fold = { readonly from: number; readonly to: number };
export type LensOf = {
  readonly from: number;
  readonly now: number;
  /** Due instants that are still to come, in any order. */
  readonly dues: readonly number[];
  readonly folds: readonly Fold[];
};
const PAST = 62;
const NEXT = 24;
const FAR = 12;
const FOLDED = 3;

type Piece = { readonly from: number; readonly to: number; readonly width: number };

/** The fraction of the width, from 0 to 100, at which an instant stands. What lies outside stands at the edge. */
export const lens = (of: LensOf): ((at: number) => number) => {
  const pieces = piecesOf(of);
  const total = pieces.reduce((sum, { width }) => sum + width, 0);
  return (at) => {
    let left = 0;
    for (const { from, to, width } of pieces) {
      if (at <= from) break;
      left += at >= to ? width : (width * (at - from)) / (to - from);
    }
    return total === 0 ? 0 : (100 * left) / total;
  };
};

const piecesOf = ({ from, now, dues, folds }: LensOf): readonly Piece[] => {
  const coming = dues.filter((due) => due > now).sort((a, b) => a - b);
  const [next, last] = [coming[0], coming.at(-1)];
  const past = folded({ from, to: Math.max(now, from + 1), width: PAST }, folds);
  if (next === undefined || last === undefined) return past;
  const soon = folded({ from: now, to: next, width: NEXT }, folds);
  return last > next ? [...past, ...soon, ...folded({ from: next, to: last, width: FAR }, folds)] : [...past, ...soon];
};

/** A piece with what folds in it: what is left of its width goes to the rest by its length. */
const folded = (piece: Piece, folds: readonly Fold[]): readonly Piece[] => {
  const inside = folds
    .map(({ from, to }) => ({ from: Math.max(from, piece.from), to: Math.min(to, piece.to) }))
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from);
  const closed = inside.reduce((sum, { from, to }) => sum + to - from, 0);
  const open = piece.to - piece.from - closed;
  const widthOfFolds = open > 0 ? Math.min(FOLDED * inside.length, piece.width / 2) : piece.width;
  const perMs = open > 0 ? (piece.width - widthOfFolds) / open : 0;
  const pieces: Piece[] = [];
  let at = piece.from;
  for (const { from, to } of inside) {
    if (from > at) pieces.push({ from: at, to: from, width: (from - at) * perMs });
    pieces.push({ from, to, width: widthOfFolds / inside.length });
    at = to;
  }
  if (piece.to > at) pieces.push({ from: at, to: piece.to, width: (piece.to - at) * perMs });
  return pieces;
};
