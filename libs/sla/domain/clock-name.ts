import { iso } from '#kernel';
import type { Clock, Target } from './clocks';

/** A clock as events name it. `armedAt` is ISO 8601, UTC. */
export type ClockName = { target: Target; cycle: number; armedAt: string };

/** *update* is one clock an arming, the others are one a cycle, whenever they are said to have started. */
export const clockKey = ({ target, cycle, armedAt }: ClockName): string =>
  target === 'update' ? `${target}/${cycle}/${armedAt}` : `${target}/${cycle}`;

export const nameOf = ({ target, cycle, armedAt }: Clock): ClockName => ({ target, cycle, armedAt: iso(armedAt) });
/** The same key, straight from a clock: asked for far more often than a name is written. */
export const keyOf = ({ target, cycle, armedAt }: Clock): string =>
  target === 'update' ? `${target}/${cycle}/${iso(armedAt)}` : `${target}/${cycle}`;
