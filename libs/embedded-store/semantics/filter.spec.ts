import { BadFilter, MatchCache, makeFilter } from './filter';
import { linkTarget } from './link';

const byPrefix = (...prefix: string[]) => makeFilter('stream', { regex: '', prefix }, undefined, 1);
const byRegex = (regex: string) => makeFilter('type', { regex, prefix: ['ignored'] }, undefined, 1);

describe('A filter', () => {
  it('by prefixes shows what begins with one of them, letter by letter', () => {
    const { matches } = byPrefix('ticket-', 'sla-');
    expect(['ticket-1', 'sla-1', 'Ticket-1', 'my-ticket-1', 'ticket'].filter(matches)).toEqual(['ticket-1', 'sla-1']);
  });
  it('of no prefix shows nothing', () => expect(byPrefix().matches('ticket-1')).toBe(false));
  it('by regular expression searches anywhere, and ignores prefixes', () => {
    expect(byRegex('Opened|Closed').matches('TicketOpened')).toBe(true);
    expect(byRegex('^[^$].*').matches('$metadata')).toBe(false);
    expect(byRegex('^[^$].*').matches('WorkLogged')).toBe(true);
  });
  it('takes expressions that escape what needs no escape', () => expect(byRegex('a\\-b').matches('xa-b')).toBe(true));
  it('takes an expression that would never end elsewhere, in no time', () => {
    const began = performance.now();
    for (const expression of ['^(a+)+$', '^(a|aa)+$', '^(a|b|ab)*c$', '(x+x+)+y'])
      expect(byRegex(expression).matches(`${'a'.repeat(4000)}!`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
  it.each([
    // How clients in Python leave out the system's events, where they are not told otherwise.
    [String.raw`^(?!(\$.+$|PersistentConfig\d+$|Result$))`, ['Opened', 'Closed', 'Results', 'x$y']],
    ['^(?!Opened)', ['x$y', '$metadata', 'Closed', 'Result', 'Results']],
    ['^(?=.*s)(?!R).*d', ['Closed']],
    ['^(?![)R]|O)', ['x$y', '$metadata', 'Closed']],
    ['^(?!x)', ['Opened', '$metadata', 'Closed', 'Result', 'Results']],
  ])('looks ahead from the start of a name: %s', (expression, shown) => {
    const names = ['Opened', 'x$y', '$metadata', 'Closed', 'Result', 'Results'];
    expect(names.filter(byRegex(expression).matches).sort()).toEqual([...shown].sort());
    expect(names.filter((name) => new RegExp(expression).test(name)).sort()).toEqual([...shown].sort());
  });
  it.each([
    ['looks around', '(?=Ticket)Opened'],
    ['looks ahead, or not', '^(?!a)b|c'],
    ['looks ahead any number of times', '^(?!a)*b'],
    ['looks ahead and never ends', '^(?!a'],
    ['refers back', '(a)\\1'],
    ['repeats itself a million times', '((a{1000}){1000})'],
    ['nests too deeply', `${'('.repeat(2_000)}${')'.repeat(2_000)}`],
    ['is longer than anybody writes', 'a'.repeat(5_000)],
  ])('by an expression that %s is refused', (_title, expression) =>
    expect(() => byRegex(expression)).toThrow(/The filter's regular expression/),
  );
  it('that cannot be read is refused with its reason', () => expect(() => byRegex('(')).toThrow(BadFilter));
  it('looks at 32 events between checkpoints where the client names no window', () => {
    expect(byPrefix('a').checkpointInterval).toBe(32);
    expect(makeFilter('stream', { regex: '', prefix: [] }, 4, 3).checkpointInterval).toBe(12);
  });
  it.each([
    [undefined, 0],
    [0, 1],
  ])('with window %p and multiplier %p is refused', (window, multiplier) =>
    expect(() => makeFilter('stream', { regex: '', prefix: [] }, window, multiplier)).toThrow(BadFilter),
  );
  it('is asked once for each name', () => {
    const asked: string[] = [];
    const verdicts = new MatchCache(
      (name) => asked.push(name) > 0 && name.endsWith('7'),
      (number) => `stream-${number}`,
    );
    const shown = [7, 8, 7, 5007, 8, 5007].map((number) => verdicts.of(number));
    expect(shown).toEqual([true, false, true, true, false, true]);
    expect(asked).toEqual(['stream-7', 'stream-8', 'stream-5007']);
  });
});

describe('A link', () => {
  const target = (text: string) => linkTarget(Buffer.from(text));
  it('points to a revision of a stream, whatever the stream is called', () =>
    expect(target('12@user@example')).toEqual({ revision: 12, stream: 'user@example' }));
  it.each(['ticket-1', '@ticket-1', 'x@ticket-1', '12@', ''])('%p points nowhere', (text) =>
    expect(target(text)).toBeUndefined(),
  );
});
