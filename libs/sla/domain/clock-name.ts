import type { Target } from './clocks';

/** A clock as events name it. `armedAt` is ISO 8601, UTC. */
export type ClockName = { target: Target; cycle: number; armedAt: string };

/** *update* is one clock an arming, the others are one a cycle, whenever they are said to have started. */
export const clockKey = ({ target, cycle, armedAt }: ClockName): string =>
  target === 'update' ? `${target}/${cycle}/${armedAt}` : `${target}/${cycle}`;
