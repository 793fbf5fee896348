import type { PlacedEvent } from '../storage/record';
import { eventIn } from './export-line';

/** The appends in exported lines: what was written together is read together. Throws where a line is no event. */
export async function* appendsIn(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<PlacedEvent[]> {
  let together: PlacedEvent[] = [];
  let current: number | undefined;
  let number = 0;
  for await (const text of lines) {
    number++;
    if (text.trim() === '') continue;
    const { append, ...event } = eventIn(text, number);
    if (together.length > 0 && (append === undefined || append !== current)) {
      yield together;
      together = [];
    }
    current = append;
    together.push(event);
  }
  if (together.length > 0) yield together;
}
