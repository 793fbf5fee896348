// Rows never move under a hand: while the pointer moves, or keys are used, the order stands, contents change, and the
// new order is offered.

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Lane } from '../../lib/board-store';

const HAND_RESTS_AFTER_MS = 3_000;

const isSameOrder = (one: readonly Lane[], other: readonly Lane[]): boolean =>
  one.every(({ rows }, at) => {
    const others = other[at]?.rows ?? [];
    return rows.length === others.length && rows.every(({ ticketId }, row) => ticketId === others[row]?.ticketId);
  });

/** The order to show, whether a newer one waits, and how to take it over. */
export const useStableOrder = (lanes: readonly Lane[], isWhole: boolean, filter: string) => {
  const [, again] = useState(0);
  const shown = useRef<{ lanes: readonly Lane[]; filter: string }>({ lanes, filter });
  const movedAt = useRef(Number.NEGATIVE_INFINITY);
  const moved = useCallback(() => {
    movedAt.current = performance.now();
  }, []);
  const isBusy = isWhole && performance.now() - movedAt.current < HAND_RESTS_AFTER_MS;
  const isSame = shown.current.filter === filter && isSameOrder(shown.current.lanes, lanes);
  const waits = isBusy && !isSame && shown.current.filter === filter;
  if (!waits) shown.current = { lanes, filter };
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => {
      if (performance.now() - movedAt.current >= HAND_RESTS_AFTER_MS) again((n) => n + 1);
    }, 500);
    return () => clearInterval(timer);
  }, [waits]);
  const take = useCallback(() => {
    movedAt.current = Number.NEGATIVE_INFINITY;
    again((n) => n + 1);
  }, []);
  return { lanes: shown.current.lanes, waits, moved, take };
};
