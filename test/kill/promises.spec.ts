// What the kill tests look for is found where it is: a history is spoilt on purpose, one fault at a time.
import type { AnsweredCommand } from './clients';
import { lostOrDoubled, misbilled, unsound } from './promises';
import type { Everything, StoredEvent } from './stored';

const event = (stream: string, type: string, commandId: string, more: Partial<StoredEvent> = {}) => ({
  stream,
  type,
  commandId,
  id: `${commandId}/${type}`,
  actor: 'dev-agent',
  recordedAt: '2026-10-03T08:00:00.000Z',
  data: {},
  ...more,
});
type Unplaced = Omit<StoredEvent, 'revision'>;
const system = { actor: 'billing' };
const posting = (cents: number) => ({ ...system, data: { postingId: 'X/1/1', cents } });
const TOLD: readonly AnsweredCommand[] = [
  { commandId: 'open', ticketId: 'X', category: 'ticket', yields: 'TicketOpened' },
  { commandId: 'note', ticketId: 'X', category: 'ticket', yields: 'NoteAdded' },
];
const HISTORY: readonly Unplaced[] = [
  event('command-open', 'CommandClaimed', 'open'),
  event('command-note', 'CommandClaimed', 'note'),
  event('ticket-X', 'TicketOpened', 'open'),
  event('ticket-X', 'NoteAdded', 'note'),
  event('billing-X', 'ChargePosted', 'facts', posting(12_500)),
  event('ticket-X', 'TicketBilled', 'billed', posting(12_500)),
];
const OWED = { ticketId: 'X', story: 'an outage', postings: [12_500] };

const stored = (events: readonly Unplaced[]): Everything => {
  const seen = new Map<string, number>();
  const all = events.map((one) => {
    const revision = seen.get(one.stream) ?? 0;
    seen.set(one.stream, revision + 1);
    return { ...one, revision };
  });
  return { all, streams: Map.groupBy(all, ({ stream }) => stream) };
};
const broken = (everything: Everything) => [
  ...unsound(everything),
  ...lostOrDoubled(everything, TOLD),
  ...misbilled(everything, OWED),
];
const without = (type: string) => stored(HISTORY.filter((one) => one.type !== type));

describe('What was promised', () => {
  it('holds in a history that keeps it', () => expect(broken(stored(HISTORY))).toEqual([]));

  it.each([
    ['an acknowledged command that is gone', without('NoteAdded'), /^I1, I2: NoteAdded on ticket-X .* 0 times/],
    [
      'a command that took effect twice',
      stored([...HISTORY, event('ticket-X', 'NoteAdded', 'note')]),
      /^I1, I2: NoteAdded .* 2 times/,
    ],
    [
      'a command that took effect on another ticket as well',
      stored([...HISTORY, event('ticket-Y', 'NoteAdded', 'note')]),
      /^I2: note took effect more than once/,
    ],
    ['an effect whose command was never claimed', without('CommandClaimed'), /^I2: note took effect .* never claimed/],
    ['what nobody said', stored([...HISTORY, event('ticket-X', 'NoteAdded', 'other')]), /^I2: nobody said other/],
    [
      'a second charge',
      stored([...HISTORY, event('billing-X', 'ChargePosted', 'more', posting(12_500))]),
      /^I5: X .* was charged 2 times/,
    ],
    ['a charge that the ticket does not show', without('TicketBilled'), /^I5: X .* has postings "X\/1\/1" and shows $/],
    ['a charge that was never posted', without('ChargePosted'), /^I5: X .* was posted \[\]; owed is \[12500\]/],
    [
      'a stream with a gap',
      { all: [], streams: new Map([['ticket-X', [{ ...event('ticket-X', 'NoteAdded', 'note'), revision: 1 }]]]) },
      /^I3: ticket-X has revision 1 where 0 belongs/,
    ],
    [
      'a stream that is not what $all has of it',
      { ...stored(HISTORY), streams: without('NoteAdded').streams },
      /^I3: ticket-X by itself/,
    ],
  ])('does not: %s', (_fault, everything, said) => {
    expect(broken(everything)).toContainEqual(expect.stringMatching(said));
  });
});
