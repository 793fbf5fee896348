import { decide, ImpossibleHistory, replay } from '#kernel';
import { by, givenFor, recorded } from '#kernel/given';
import { patched, published, standardSupport } from '../testing/standard-support.fixture';
import type { PolicyVersion, ZoneTransitions } from './document';
import { notCarriedOut } from './figures';
import { PolicyInvalid, type PolicyPublished, type PublishPolicy, policy } from './publication';

const given = givenFor(policy);
const publish = (version: PolicyVersion): PublishPolicy => ({ type: 'PublishPolicy', ...version });
const wasPublished = (version: PolicyVersion): PolicyPublished => ({
  type: 'PolicyPublished',
  ...version,
  notCarriedOut: notCarriedOut(version.document),
});
const faster = { priorities: { P2: { respond: 60 } } };
const first = wasPublished(published);

describe('Publishing a policy', () => {
  it('makes it version 1, with the clock changes of its zones and the figures that nothing carries out', () => {
    given().when(publish(published)).yields(first);
    expect(Object.keys(first.zones)).toEqual(['America/Chicago']);
    expect(first.notCarriedOut).toStrictEqual([]);
  });

  it('makes a changed one the next version', () =>
    given(first)
      .when(publish(patched(faster, 2)))
      .yields(wasPublished(patched(faster, 2))));

  it('again, word for word, yields nothing, whatever number it bears and however its keys are ordered', () => {
    given(first).when(publish(published)).yieldsNothing();
    given(first)
      .when(publish(patched({}, 2)))
      .yieldsNothing();
    const turned = Object.fromEntries(Object.entries(standardSupport).reverse()) as typeof standardSupport;
    given(first)
      .when(publish({ ...published, document: turned }))
      .yieldsNothing();
  });

  it('as it was before is a new version', () =>
    given(first, wasPublished(patched(faster, 2)))
      .when(publish(patched({}, 3)))
      .yields(wasPublished(patched({}, 3))));

  it('under a number that is taken or leaves a gap is refused', () => {
    given(first)
      .when(publish(patched(faster, 1)))
      .refuses('policy.not-next');
    given(first)
      .when(publish(patched(faster, 3)))
      .refuses('policy.not-next');
    given()
      .when(publish(patched({}, 2)))
      .refuses('policy.not-next');
  });

  it('takes notice of clock changes that a government moved', () => {
    const zone = published.zones['America/Chicago'];
    if (!zone) throw new Error('Chicago has clock changes');
    const kept = zone.at.filter((second) => second < Date.UTC(2027, 0, 1) / 1000);
    const zones = { 'America/Chicago': { ...zone, at: kept, offsets: zone.offsets.slice(0, kept.length + 1) } };
    const moved = { ...patched({}, 2), zones };
    given(first).when(publish(moved)).yields(wasPublished(moved));
  });

  it('does not make it a version of another policy', () =>
    given(first)
      .when(publish(patched({ policyId: 'gold' }, 2)))
      .refuses('policy.other-id'));

  it('is refused where the document cannot be kept', () => {
    const { 'standard-hours': _, ...calendars } = standardSupport.calendars;
    given()
      .when(publish({ ...published, document: { ...standardSupport, calendars } }))
      .refuses('policy.invalid');
    given()
      .when(publish({ ...published, zones: {} }))
      .refuses('policy.invalid');
    given()
      .when(publish({ ...published, version: 2 }))
      .refuses('policy.invalid');
  });

  it('is refused where the clock changes end before the calendars do', () => {
    const zone = published.zones['America/Chicago'];
    if (!zone) throw new Error('Chicago has clock changes');
    const short = { 'America/Chicago': { ...zone, until: Date.UTC(2099, 0, 1) / 1000 } };
    given()
      .when(publish({ ...published, zones: short }))
      .refuses('policy.invalid');
  });
});

describe('A version that cannot be kept', () => {
  const problems = (change: Partial<PolicyVersion>): readonly string[] => {
    try {
      decide(policy, publish({ ...published, ...change }), policy.initial, by('anna'));
      return [];
    } catch (refusal) {
      if (refusal instanceof PolicyInvalid) return refusal.problems;
      throw refusal;
    }
  };
  const zone = published.zones['America/Chicago'] as ZoneTransitions;
  const chicago = (change: Partial<ZoneTransitions>) =>
    problems({ zones: { 'America/Chicago': { ...zone, ...change } } });
  const missing = [
    'zones: the clock changes of America/Chicago are missing or cut short. Make the version with publishedFrom.',
  ];
  const second = (year: number) => Date.UTC(year, 0, 1) / 1000;

  it('is told which zone is missing, that of a calendar of its own too', () => {
    expect(problems({ zones: {} })).toStrictEqual(missing);
    const berlin = patched({ calendars: { 'standard-hours': { timezone: 'Europe/Berlin' } } });
    expect(Object.keys(berlin.zones)).toStrictEqual(['America/Chicago', 'Europe/Berlin']);
    expect(problems(berlin)).toStrictEqual([]);
    expect(problems({ ...berlin, zones: { 'America/Chicago': zone } })).toStrictEqual([
      expect.stringContaining('the clock changes of Europe/Berlin'),
    ]);
  });
  it('has clock changes for all the years that calendars are computed for', () => {
    expect(chicago({ from: second(1970), until: second(2101) })).toStrictEqual([]);
    expect(chicago({ from: second(1970) + 1 })).toStrictEqual(missing);
    expect(chicago({ until: second(2101) - 1 })).toStrictEqual(missing);
    expect(chicago({ offsets: zone.offsets.slice(1) })).toStrictEqual(missing);
  });
  it('is told which figure is too large, and which number it bears', () => {
    const { P4 } = standardSupport.priorities;
    const priorities = { ...standardSupport.priorities, P4: { ...P4, resolve: 99_999_999 } };
    expect(problems({ document: { ...standardSupport, priorities } })).toStrictEqual([
      expect.stringMatching(/^priorities\.P4\.resolve: 99999999 is too large/),
    ]);
    expect(problems({ version: 2 })).toStrictEqual([
      'version: the document says 1 and is published as 2. Make them one.',
    ]);
  });
  it('is of the policy that it names', () =>
    given()
      .when(publish({ ...published, policyId: 'gold' }))
      .refuses('policy.other-id'));
});

describe('A history of policies', () => {
  it('with a number left out is impossible', () =>
    expect(() =>
      replay(
        policy,
        [first, wasPublished(patched(faster, 3))].map((event) => recorded(event)),
      ),
    ).toThrow(ImpossibleHistory));

  it('comes back from JSON as it was', () => {
    const [event] = decide(policy, publish(published), policy.initial, by('anna'));
    expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event);
  });
});
