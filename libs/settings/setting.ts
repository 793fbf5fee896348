import { z } from 'zod';

export type Setting = {
  readonly schema: z.ZodType;
  /** What it is for, in a sentence. */
  readonly does: string;
  /** What it may be, where its default does not show it. */
  readonly takes: string;
  /** What holds where it is not set. */
  readonly unset: string;
};
export type Settings = Readonly<Record<string, Setting>>;

export const text = z.string();
export const count = (reason: string, least: number, most: number) =>
  z.coerce.number(reason).int(reason).min(least, reason).max(most, reason);
