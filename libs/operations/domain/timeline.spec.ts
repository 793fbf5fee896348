import type { Recorded } from '#kernel';
import { standardPolicy } from '#policy/testing';
import { LINES_MOST, timeline } from './timeline';

const BEGAN = Date.parse('2026-03-14T08:00:00Z');
/** A ticket that a machine talks to, once a second. */
const history = (events: number): readonly Recorded[] =>
  Array.from({ length: events }, (_, revision) => {
    const at = new Date(BEGAN + revision * 1_000).toISOString();
    const actor = { id: 'robot', role: revision % 2 ? 'client-contact' : 'agent' };
    return {
      event: { type: 'NoteAdded', text: `Line ${revision}` },
      stamp: { eventId: `e${revision}`, revision, occurredAt: at, recordedAt: at, actor, commandId: `c${revision}` },
    };
  });
const told = (forClient: boolean) => ({ forClient, zone: standardPolicy.zone });
const revisions = (lines: readonly { readonly revision: number }[]) => [lines[0]?.revision, lines.at(-1)?.revision];

describe('A timeline of 6,000 events', () => {
  const all = history(6_000);

  it('shows the newest five hundred, and those before them to who asks on', () => {
    const newest = timeline(all, [], told(false));
    expect([newest.lines.length, newest.earlier, revisions(newest.lines)]).toStrictEqual([
      LINES_MOST,
      5_500,
      [5_500, 5_999],
    ]);
    const before = timeline(all, [], told(false), [], LINES_MOST);
    expect([before.earlier, revisions(before.lines)]).toStrictEqual([5_000, [5_000, 5_499]]);
    const first = timeline(all, [], told(false), [], 5_900);
    expect([first.earlier, revisions(first.lines)]).toStrictEqual([0, [0, 99]]);
    expect(timeline(all, [], told(false), [], 9_000)).toStrictEqual({ lines: [], earlier: 0 });
  });

  it('counts for a client what a client may see, and nothing else', () => {
    const { lines, earlier } = timeline(all, [], told(true));
    expect([lines.length, earlier, revisions(lines)]).toStrictEqual([LINES_MOST, 2_500, [5_001, 5_999]]);
  });
});
