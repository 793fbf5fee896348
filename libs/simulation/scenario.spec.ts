import { parseScenarios, ScenarioInvalid } from './scenario';

const open = {
  at: '2026-03-14T02:03:00-05:00',
  do: 'open',
  ticket: 'T1',
  client: 'acme',
  channel: 'voicemail',
  priority: 'P1',
  summary: 'calls fail',
};
const later = (step: object) => ({ at: '2026-03-14T03:00:00-05:00', ticket: 'T1', by: 'eve', ...step });
const scenario = (...steps: object[]) => ({ id: 'night', steps, now: '2026-03-14T12:00:00Z' });
const work = later({
  do: 'work',
  work: 'W1',
  engineer: 'eve',
  from: '2026-03-14T02:10:00-05:00',
  to: '2026-03-14T02:50:00-05:00',
});

describe('A scenario', () => {
  it('is read with its instants in UTC', () => {
    const [read] = parseScenarios(scenario(open, work));
    expect(read).toMatchObject({
      id: 'night',
      now: '2026-03-14T12:00:00.000Z',
      steps: [{ at: '2026-03-14T07:03:00.000Z' }, { from: '2026-03-14T07:10:00.000Z', to: '2026-03-14T07:50:00.000Z' }],
    });
  });

  it.each([
    '2026-03-14T07:03:00Z',
    '2026-03-14T02:03-05:00',
    '2026-03-14T02:03:00.500-0500',
    '2026-03-14T12:33:00+05:30',
    '2026-03-14T21:03:00+14:00',
  ])('takes %s for an instant', (at) => expect(parseScenarios(scenario({ ...open, at }))).toHaveLength(1));

  it('may come in a list, and may expect nothing', () =>
    expect(parseScenarios([scenario(open), { ...scenario(), id: 'empty' }]).map(({ id }) => id)).toStrictEqual([
      'night',
      'empty',
    ]));

  it('may let a resolution lack what it must be refused for', () =>
    expect(parseScenarios(scenario(open, later({ do: 'resolve', refused: true })))).toHaveLength(1));

  it.each(['contact', 'reply', 'restore', 'resolve'])('may say when a %s happened', (what) => {
    const fields = { channel: 'phone', code: 'x', note: 'x', occurredAt: open.at };
    expect(parseScenarios(scenario(open, later({ do: what, ...fields })))).toHaveLength(1);
  });

  it('is taken in its parsed form again', () => {
    const [read] = parseScenarios(scenario(open, work));
    expect(parseScenarios(JSON.parse(JSON.stringify(read)))).toStrictEqual([read]);
  });
});

describe('What is no scenario is told in one line that names the place:', () => {
  it.each<[string, unknown]>([
    ['steps[0].at: no offset', scenario({ ...open, at: '2026-03-14T02:03:00' })],
    ['steps[0].at: no offset', scenario({ ...open, at: '2026-03-14' })],
    ["steps[0].at: '2026-02-30T00:00:00Z' is no instant", scenario({ ...open, at: '2026-02-30T00:00:00Z' })],
    ['steps[0].contactedAt: no offset', scenario({ ...open, contactedAt: '2026-03-14T02:00:00' })],
    ['steps[1].at: before the step that it follows', scenario(open, { ...work, at: '2026-03-14T02:02:59-05:00' })],
    ['steps[1].to: no offset', scenario(open, { ...work, to: '2026-03-14T02:50:00' })],
    ["steps[1].work: missing; 'work' needs it", scenario(open, { ...work, work: undefined })],
    ["steps[0].client: missing; 'open' needs it", scenario({ ...open, client: undefined })],
    ["steps[1].ticket: missing; 'note' needs it", scenario(open, { ...later({ do: 'note' }), ticket: undefined })],
    ["steps[1].into: missing; 'merge' needs it", scenario(open, later({ do: 'merge' }))],
    [
      "steps[1].by: missing; 'determine' needs it",
      scenario(open, { ...later({ do: 'determine', class: 'client' }), by: undefined }),
    ],
    ['steps[0].at: no offset', scenario({ ...open, at: '2026-03-14T02:03:00+99:00' })],
    ['steps[0].at: no offset', scenario({ ...open, at: '2026-03-14T02:03:00+15:00' })],
    ['steps[0].at: no offset', scenario({ ...open, at: '2026-03-14T02:03:00-05:60' })],
    ["steps[1].code: missing; 'resolve' needs it", scenario(open, later({ do: 'resolve', note: 'x' }))],
    ["steps[1].note: missing; 'resolve' needs it", scenario(open, later({ do: 'resolve', code: 'x' }))],
    ["steps[1].work: missing; 'work' needs it", scenario(open, { ...work, work: undefined, refused: true })],
    [
      "steps[1].occurredAt: 'triage' happens when it is recorded",
      scenario(open, later({ do: 'triage', priority: 'P1', occurredAt: open.at })),
    ],
    ['now: no offset', { ...scenario(open), now: '2026-11-01T01:30:00' }],
  ])('%s', (line, document) => expect(() => parseScenarios(document)).toThrow(new ScenarioInvalid(line)));

  it.each<[string, unknown]>([
    ['steps[0].do', scenario({ ...open, do: 'dance' })],
    ['steps[0].priority', scenario({ ...open, priority: 'P0' })],
    ['steps[0].channel', scenario({ ...open, channel: 'fax' })],
    ['steps[1].class', scenario(open, later({ do: 'determine', class: 'weather' }))],
    ['steps[1].kind', scenario(open, { ...work, kind: 'overtime' })],
    ['steps[0]', scenario({ ...open, colour: 'red' })],
    ['steps', { id: 'x', now: '2026-03-14T12:00:00Z', steps: 'none' }],
    ['id', { ...scenario(open), id: '' }],
    ['scenario', { ...scenario(open), extra: 1 }],
    ['expect', { ...scenario(open), expect: { ticket: { T1: { state: 'new' } } } }],
    ['scenario', 'open the ticket'],
    ['scenario', null],
  ])('at %s', (place, document) => {
    expect(() => parseScenarios(document)).toThrow(ScenarioInvalid);
    expect(() => parseScenarios(document)).toThrow(new RegExp(`^${place.replace(/[[\].]/g, '\\$&')}: [^\n]+$`));
  });

  it('and by its name or its number where there are several', () => {
    expect(() => parseScenarios([scenario(open), { ...scenario(open), id: 'second', now: 'x' }])).toThrow(
      'second: now: no offset',
    );
    expect(() => parseScenarios([scenario(open), 7])).toThrow('[1]: scenario: ');
  });
});
