import { recordsOf } from '../storage/frame';
import { parseRecord } from '../storage/record';
import { lineOf } from './export-line';
import { type Survey, type SurveyOptions, survey } from './survey';

export type ExportOptions = Omit<SurveyOptions, 'visit' | 'between'> & {
  /** Only what stands at this log position or behind it. */
  readonly from?: number;
};

/**
 * Every event of a store as a line of JSON, in the order of `$all`, many lines a call of `write`. A damaged place is left
 * out and reported; whoever imports the lines meets the gap. Throws `CannotLook`, and what `write` throws.
 */
export const exportLines = async (
  dir: string,
  write: (text: string) => Promise<void>,
  { from = 0, ...options }: ExportOptions = {},
): Promise<Survey & { readonly events: number }> => {
  let events = 0;
  let lines: string[] = [];
  const flush = async () => {
    const text = lines.join('');
    lines = [];
    if (text !== '') await write(text);
  };
  const surveyed = await survey(dir, {
    ...options,
    visit: () => (bytes, at, position, frame) => {
      if (position < from) return;
      for (const start of recordsOf(bytes, at, frame)) lines.push(lineOf(parseRecord(bytes, start), position));
      events += frame.count;
    },
    between: flush,
  });
  await flush();
  return { ...surveyed, events };
};
