import { replay } from '#kernel';
import { by, givenFor } from '#kernel/given';
import { zoneTransitions } from '#policy';
import { standardPolicy } from '#policy/testing';
import { parseRoster } from '../application/parse-roster';
import { onCallAt, onCallSpans } from './on-call';
import { type RosterCommand, type RosterEvent, roster, type ShiftsPublished } from './roster';
import { mustBeWhole } from './roster-faults';

const zone = zoneTransitions('America/Chicago') as ShiftsPublished['zone'];
const console_ = [{ kind: 'console' }];
const layer = (people: readonly string[], more: object = {}) => ({
  name: 'weeks',
  people,
  startsOn: '2026-03-02',
  handover: '09:00',
  rotateDays: 7,
  ...more,
});
const written = (change: object = {}) => ({
  timezone: 'America/Chicago',
  people: ['ann', 'bob', 'mia'].map((id) => ({ id, name: id, channels: console_ })),
  levels: { primary: [layer(['ann', 'bob'])], secondary: [layer(['bob', 'ann'])], manager: [layer(['mia'])] },
  ...change,
});
const published: ShiftsPublished = {
  type: 'ShiftsPublished',
  version: 1,
  effectiveFrom: '2026-03-02T15:00:00.000Z',
  document: parseRoster(written()),
  zone,
};
const given = givenFor(roster);
const sue = by('sue', '2026-03-10T12:00:00.000Z', 'supervisor');
const bobIsIll: RosterCommand = {
  type: 'OverrideShift',
  overrideId: 'o1',
  level: 'primary',
  person: 'ann',
  from: '2026-03-11T00:00:00.000Z',
  to: '2026-03-12T00:00:00.000Z',
  reason: 'Bob is ill',
};
const overridden: RosterEvent = { ...bobIsIll, type: 'ShiftOverridden' };
const swap: RosterCommand = {
  type: 'SwapShifts',
  swapId: 's1',
  level: 'primary',
  shifts: [
    { person: 'bob', from: '2026-03-11T00:00:00.000Z', to: '2026-03-12T00:00:00.000Z' },
    { person: 'ann', from: '2026-03-18T00:00:00.000Z', to: '2026-03-19T00:00:00.000Z' },
  ],
};

describe('A roster', () => {
  it('is overridden by somebody whom it knows, ahead of time, once', () => {
    given(published).when(bobIsIll, sue).yields(overridden);
    given(published)
      .when({ ...bobIsIll, person: 'zoe' }, sue)
      .refuses('roster.person-unknown');
    given(published).when(bobIsIll, by('sue', '2026-03-12T00:00:00.000Z')).refuses('roster.over');
    given(published)
      .when({ ...bobIsIll, to: bobIsIll.from }, sue)
      .refuses('roster.backwards');
    given().when(bobIsIll, sue).refuses('roster.unknown');
  });

  it('has shifts swapped between two who have them', () => {
    given(published)
      .when(swap, sue)
      .yields({ ...swap, type: 'ShiftSwapped' });
    const [mine, theirs] = swap.shifts;
    given(published)
      .when({ ...swap, shifts: [theirs, { ...mine, from: theirs.from, to: theirs.to }] }, sue)
      .refuses('roster.not-their-shift');
    given(published)
      .when({ ...swap, shifts: [mine, { ...theirs, person: 'bob' }] }, sue)
      .refuses('roster.not-their-shift');
  });

  it('is published version after version', () => {
    const next = { ...published, type: 'PublishShifts', version: 2 } as const;
    given(published)
      .when(next, sue)
      .yields({ ...published, version: 2 });
    given(published)
      .when({ ...next, version: 3 }, sue)
      .refuses('roster.not-next');
    given(published)
      .when({ ...next, version: 1 }, sue)
      .yieldsNothing();
  });

  it('says who is on call, and who it was said to be before it was changed', () => {
    const at = (instant: string) => Date.parse(instant);
    const told = (event: RosterEvent, recordedAt: string) => ({
      event,
      stamp: {
        recordedAt,
        occurredAt: recordedAt,
        eventId: recordedAt,
        commandId: recordedAt,
        revision: 0,
        actor: sue.actor,
      },
    });
    const state = replay(roster, [
      told(published, '2026-03-01T00:00:00.000Z'),
      told(overridden, '2026-03-10T12:00:00.000Z'),
    ]);
    const noon = at('2026-03-11T12:00:00Z');
    expect(onCallAt(state, 'primary', noon)).toStrictEqual({
      from: noon,
      to: noon + 1,
      person: 'ann',
      because: { override: 'o1' },
    });
    expect(onCallAt(state, 'primary', noon, at('2026-03-10T11:59:59Z'))?.person).toBe('bob');
    expect(onCallAt(state, 'primary', noon, at('2026-02-01T00:00:00Z'))).toBeUndefined();
    expect(
      onCallSpans(state, 'primary', at('2026-03-10T00:00:00Z'), at('2026-03-13T00:00:00Z')).map(({ person }) => person),
    ).toStrictEqual(['bob', 'ann', 'bob']);
  });
});

describe('Publishing a roster', () => {
  const { levels } = standardPolicy.document.onCall;
  const publish = (document: object) =>
    mustBeWhole({ document: parseRoster(document), zone }, Date.parse('2026-03-02T15:00:00Z'), {
      levels,
      standardHours: standardPolicy.standardHours,
    });
  const refuses = (document: object, code: string, words: RegExp) =>
    expect(() => publish(document)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(words) }));
  const primary = (...layers: object[]) => written({ levels: { ...written().levels, primary: layers } });
  const nightsAndWeekends = [
    { from: '17:00', to: '08:00' },
    { days: ['sat', 'sun'], from: '00:00', to: '24:00' },
  ];

  it('takes one that has somebody at each minute, on each level', () => expect(() => publish(written())).not.toThrow());

  it('refuses an uncovered minute, and says which', () => {
    const but = {
      hours: [
        { from: '00:00', to: '12:00' },
        { from: '12:01', to: '24:00' },
      ],
    };
    refuses(
      primary(layer(['ann'], but)),
      'roster.uncovered',
      /primary from 2026-03-02T18:00:00.000Z to 2026-03-02T18:01:00.000Z/,
    );
    refuses(primary(layer(['ann'], { endsOn: '2027-01-01' })), 'roster.uncovered', /from 2027-01-01T15:00:00.000Z/);
  });

  it('needs nobody in standard hours where it covers off-hours alone, but on holidays', () => {
    const document = { ...primary(layer(['ann'], { hours: nightsAndWeekends })), covers: 'off-hours' };
    refuses(document, 'roster.uncovered', /from 2026-05-25T13:00:00.000Z to 2026-05-25T22:00:00.000Z/); // Memorial Day
    refuses({ ...document, covers: 'always' }, 'roster.uncovered', /2026-03-02T15:00:00.000Z/);
  });

  it('refuses a step of the policy on which nobody is, and people who cannot be called', () => {
    const { manager: _, ...two } = written().levels;
    refuses(written({ levels: two }), 'roster.unreachable-step', /manager/);
    refuses(primary(layer(['zoe'])), 'roster.person-unknown', /zoe/);
    const silent = written().people.map((one) => (one.id === 'bob' ? { ...one, channels: [] } : one));
    refuses(written({ people: silent }), 'roster.no-channel', /bob/);
  });

  it('names each place where it is not as a roster must be', () =>
    refuses(written({ timezone: 'Chicago' }), 'roster.invalid', /timezone: is no IANA zone/));
});
