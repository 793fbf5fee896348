import { setTimeout as pause } from 'node:timers/promises';
import type { Checkpoint } from '#event-store';
import { ViewBehind } from './errors';

/** `category@position` as commands answer it; the bare position where its stream is not named. */
const POSITION = /^(?:([a-z]+)@)?(\d{1,20})$/;
const WITHIN_MS = 5000;
const PAUSE_MS = 10;
const PAUSE_MS_MAX = 100;

/**
 * Waits until a reader of these streams has passed a position: whoever wrote there finds it in the rows. A position of
 * streams that it does not read is passed at once. Throws `RangeError` on what is no position, `ViewBehind` where it is
 * not passed in time.
 */
export const waitForPosition = async (
  text: string,
  streams: readonly string[],
  standsAt: () => Promise<Checkpoint | 'start'>,
  withinMs = WITHIN_MS,
): Promise<void> => {
  const [, category, position] = POSITION.exec(text) ?? [];
  if (position === undefined) throw new RangeError(`'${text}' is no position. Take it from the answer to a command.`);
  if (category !== undefined && !streams.includes(`${category}-`)) return;
  const end = performance.now() + withinMs;
  for (let wait = PAUSE_MS; ; wait = Math.min(wait * 2, PAUSE_MS_MAX)) {
    const at = await standsAt();
    if (at !== 'start' && BigInt(at.commit) >= BigInt(position)) return;
    if (performance.now() > end)
      throw new ViewBehind(
        `The list has come to ${at === 'start' ? 'nothing' : at.commit} and not to ${position} yet. Ask again in a moment.`,
      );
    await pause(wait);
  }
};
