import { type BillingFact } from './facts';
import { applyFact, emptyIncident, hasHandIn, type Incident } from './incident';
import { sayRule } from './words';

// Whoever had a hand in what a charge hangs on approves none of it.

const at = (time: string) => `2026-03-14T${time}:00.000Z`;
const ms = (time: string) => Date.parse(at(time));
const incidentAfter = (...facts: readonly (readonly [time: string, fact: BillingFact])[]): Incident =>
  facts.reduce(
    (incident, [time, fact]) => applyFact(incident, fact, { occurredAt: ms(time), recordedAt: ms(time) }),
    emptyIncident,
  );
const opened: BillingFact = {
  kind: 'opened',
  client: 'acme',
  policyId: 'standard-support',
  policyVersion: 1,
  assigned: 'P1',
  contactedAt: at('08:00'),
};
const worked = (workId: string, engineer: string, from: string, to: string): BillingFact => ({
  kind: 'work_logged',
  workId,
  engineer,
  workKind: 'after_hours_emergency',
  from: at(from),
  to: at(to),
});
const found = (cycle: number, by: string): BillingFact => ({
  kind: 'determined',
  cycle,
  determinationId: `d${cycle}`,
  faultClass: 'client',
  by,
});
const corrected = (by?: string): BillingFact => ({
  kind: 'priority_validated',
  priority: 'P1',
  correction: true,
  ...(by !== undefined && { by }),
});
/** Eve and Ivo work on the first event and Rosa judges it; Ann works on the second, which Otto judges. */
const TWO_EVENTS = [
  ['08:00', opened],
  ['09:00', worked('W1', 'eve', '08:10', '08:40')],
  ['09:00', worked('W2', 'ivo', '08:20', '08:50')],
  ['09:30', { kind: 'work_closed' }],
  ['09:40', found(1, 'rosa')],
  ['14:00', { kind: 'reopened', cycle: 2, event: 2 }],
  ['15:00', worked('W3', 'ann', '14:10', '14:40')],
  ['15:30', { kind: 'work_closed' }],
  ['15:40', found(2, 'otto')],
] as const satisfies readonly (readonly [string, BillingFact])[];
const PEOPLE = ['eve', 'ivo', 'rosa', 'ann', 'otto', 'sue'];
const handsIn = (incident: Incident, event: number) => PEOPLE.filter((person) => hasHandIn(incident, event, person));

describe('A hand in an after-hours event', () => {
  it('has who worked on it or judged it, and not who did so on another', () => {
    expect(handsIn(incidentAfter(...TWO_EVENTS), 1)).toStrictEqual(['eve', 'ivo', 'rosa']);
    expect(handsIn(incidentAfter(...TWO_EVENTS), 2)).toStrictEqual(['ann', 'otto']);
  });
  it('has who corrected the priority last, in every event, and nobody where nobody is known', () => {
    expect(handsIn(incidentAfter(...TWO_EVENTS, ['16:00', corrected('sue')]), 1)).toStrictEqual([
      'eve',
      'ivo',
      'rosa',
      'sue',
    ]);
    expect(handsIn(incidentAfter(...TWO_EVENTS, ['16:00', corrected('sue')]), 2)).toStrictEqual(['ann', 'otto', 'sue']);
    expect(handsIn(incidentAfter(...TWO_EVENTS, ['16:00', corrected()]), 2)).toStrictEqual(['ann', 'otto']);
  });
  it('has who corrected a contact', () => {
    const moved: BillingFact = { kind: 'contact_corrected', was: at('08:00'), contactedAt: at('08:05'), by: 'sue' };
    expect(handsIn(incidentAfter(...TWO_EVENTS, ['16:00', moved]), 2)).toContain('sue');
  });
  it('goes with the work to where it was done in the end', () => {
    const amended: BillingFact = { kind: 'work_amended', workId: 'W1', from: at('14:10'), to: at('14:20') };
    const incident = incidentAfter(...TWO_EVENTS, ['16:00', amended]);
    expect(handsIn(incident, 1)).toStrictEqual(['ivo', 'rosa']);
    expect(handsIn(incident, 2)).toStrictEqual(['eve', 'ann', 'otto']);
  });
  it('comes with the work that a merged ticket brings', () => {
    const absorbed: BillingFact = {
      kind: 'absorbed',
      from: 'T0',
      contacts: [at('07:50')],
      terms: [],
      work: [{ workId: 'W0', engineer: 'sue', kind: 'standard', from: at('08:00'), to: at('08:10'), voided: true }],
    };
    const incident = incidentAfter(...TWO_EVENTS, ['16:00', absorbed]);
    expect(handsIn(incident, 1)).toStrictEqual(['eve', 'ivo', 'rosa', 'sue']);
    expect(incident.entries.at(-1)).toMatchObject({
      workId: 'W0',
      kind: 'standard',
      voided: true,
      versions: [{ from: ms('08:00'), to: ms('08:10'), recordedAt: ms('16:00') }],
    });
    expect(incident.contacts).toContain(ms('07:50'));
  });
});

describe('A ledger', () => {
  it('hears of no change to an entry that it never heard of, and voids the one that is meant', () => {
    const change = { kind: 'work_amended', workId: 'W9', from: at('14:10'), to: at('14:20') } as const;
    expect(() => incidentAfter(...TWO_EVENTS, ['16:00', change])).toThrow('there is no work entry W9');
    const { entries } = incidentAfter(...TWO_EVENTS, ['16:00', { kind: 'work_voided', workId: 'W2' }]);
    expect(entries.map(({ workId, engineer, voided }) => [workId, engineer, voided])).toStrictEqual([
      ['W1', 'eve', false],
      ['W2', 'ivo', true],
      ['W3', 'ann', false],
    ]);
  });
});

describe('A rule in words', () => {
  it.each([
    ['fault_provider', "the fault was the provider's"],
    ['undetermined', 'undetermined is never charged'],
    ['no_client_contact', 'no client contacted us about it'],
    ['something_newer', 'something_newer'],
  ])('is said: %s', (rule, said) => expect(sayRule(rule)).toBe(said));
});
