import { parsePolicy } from '../application/parse-policy';
import { patched, published, standardSupport } from '../testing/standard-support.fixture';
import { algorithmOf, rulesOf } from './algorithm';
import type { PolicyDocument } from './document';
import { diffPolicies } from './policy-diff';

/** As the last build of algorithm 1 stored it: without the number, without the switches. */
const old = ((): PolicyDocument => {
  const { algorithm: _, sla, afterHours, billing, ...rest } = standardSupport;
  const { untriagedP1: __, ...afterHoursOf1 } = afterHours;
  const { maxEntryMinutes: ___, chargeApprovalOverCents: ____, ...billingOf1 } = billing;
  const { contactBackHours: _____, ...slaOf1 } = sla;
  return { ...rest, sla: slaOf1, afterHours: afterHoursOf1, billing: billingOf1 };
})();
const problemsOf = (patch: unknown) => {
  try {
    patched(patch);
    return '';
  } catch (problem) {
    return (problem as Error).message;
  }
};

describe('The algorithm of a policy version', () => {
  it('is 1 where a stored version states none: nothing of it has moved since', () => {
    expect(algorithmOf(old)).toBe(1);
    expect(rulesOf(old)).toStrictEqual({
      refusedTerms: 'whole-event',
      untriagedP1: 'channel-default',
      maxEntryMinutes: null,
      chargeApprovalOverCents: null,
      lateWorkIsRecorded: false,
      contactBackHours: 72,
    });
  });
  it('is stated with all its switches by whoever publishes today, whatever the file leaves out', () => {
    const { algorithm, sla, afterHours, billing } = parsePolicy(old);
    expect({ algorithm, ...sla, ...afterHours, ...billing }).toMatchObject({
      algorithm: 2,
      contactBackHours: 72,
      untriagedP1: 'as-requested',
      maxEntryMinutes: 960,
      chargeApprovalOverCents: 200_000,
    });
    expect(parsePolicy(old)).toStrictEqual(standardSupport);
  });
  it('2 reads the switches, and null as no limit', () => {
    expect(rulesOf(standardSupport)).toStrictEqual({
      refusedTerms: 'work-after',
      untriagedP1: 'as-requested',
      maxEntryMinutes: 960,
      chargeApprovalOverCents: 200_000,
      lateWorkIsRecorded: true,
      contactBackHours: 72,
    });
    const other = { afterHours: { untriagedP1: 'channel-default' }, billing: { chargeApprovalOverCents: null } };
    expect(rulesOf(patched(other).document)).toMatchObject({
      untriagedP1: 'channel-default',
      chargeApprovalOverCents: null,
    });
    expect(rulesOf(patched({ billing: { maxEntryMinutes: 1, chargeApprovalOverCents: 0 } }).document)).toMatchObject({
      maxEntryMinutes: 1,
      chargeApprovalOverCents: 0,
    });
  });
  it('has a figure under each algorithm where a build before it could not say it: stated as it always was, it is no change', () => {
    const further = { ...old, sla: { ...old.sla, contactBackHours: 24 } };
    expect([rulesOf(old), rulesOf(further)].map(({ contactBackHours }) => contactBackHours)).toStrictEqual([72, 24]);
    const differences = (document: PolicyDocument) =>
      diffPolicies({ ...published, document: old }, { ...published, document });
    expect(differences({ ...old, sla: { ...old.sla, contactBackHours: 72 } })).toStrictEqual([]);
    expect(differences(further)).toStrictEqual(['sla contact back: 72 → 24 hours']);
  });
  it('may be 1 for a version that is to mean what it meant, without the switches of 2', () => {
    expect(parsePolicy({ ...old, algorithm: 1 })).toStrictEqual({ ...old, algorithm: 1 });
    expect(problemsOf({ algorithm: 1 }).split('\n')).toStrictEqual([
      'afterHours.untriagedP1: has no meaning under algorithm 1. Take it out, or leave algorithm out.',
      'billing.maxEntryMinutes: has no meaning under algorithm 1. Take it out, or leave algorithm out.',
      'billing.chargeApprovalOverCents: has no meaning under algorithm 1. Take it out, or leave algorithm out.',
    ]);
  });
  it.each([
    [{ algorithm: 3 }, /^algorithm: 3 is not one of 1, 2/],
    [{ afterHours: { untriagedP1: 'never' } }, /^afterHours.untriagedP1: 'never' is not one of/],
    [{ billing: { maxEntryMinutes: 0 } }, /^billing.maxEntryMinutes: 0 is not a whole number of minutes, 1 or more/],
    [{ billing: { maxEntryMinutes: null } }, /^billing.maxEntryMinutes: null is not a whole number of minutes/],
    [
      { billing: { chargeApprovalOverCents: -1 } },
      /^billing.chargeApprovalOverCents: -1 is not a whole number of cents/,
    ],
  ])('%j is refused with its place', (patch, message) => expect(problemsOf(patch)).toMatch(message));
  it('is a difference that is shown to whoever publishes', () =>
    expect(diffPolicies({ ...published, document: old }, { ...published, version: 2 })).toStrictEqual([
      'algorithm: 1 → 2',
      'after hours untriagedP1: none → as-requested',
      'billing max entry: none → 960 minutes',
      'billing charge approval over: none → 2000.00 USD',
    ]));
});
