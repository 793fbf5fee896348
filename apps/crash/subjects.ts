import { powerCuts } from '../../test/faults/cut';
import type { Crash } from '../../test/faults/cycle';
import { kills } from '../../test/faults/kill';

/** What can be crashed, and how. */
export const SUBJECTS = {
  store: [kills, powerCuts],
} as const satisfies Record<string, readonly Crash[]>;

export type Subject = keyof typeof SUBJECTS;
