import { policyWith, standardPolicy } from '#policy/testing';
import { amountOf } from './amount';

const under = (billing: object) => policyWith({ billing });

describe('The amount', () => {
  it('of an hour is the rate', () => expect(amountOf(60, standardPolicy)).toBe(12_500));
  it('of an hour and a half is $187.50', () => expect(amountOf(90, standardPolicy)).toBe(18_750));
  it('of nothing is nothing', () => expect(amountOf(0, standardPolicy)).toBe(0));
  it.each([
    [1, 12_500, 208], // 208.33
    [2, 12_500, 417], // 416.67
    [30, 9_999, 5_000], // 4999.5: half a cent up
    [90, 9_999, 14_999], // 14998.5: half a cent up
    [29, 9_999, 4_833], // 4832.85
  ])('of %i minutes at %i cents an hour is %i cents, half a cent up', (minutes, ratePerHourCents, cents) =>
    expect(amountOf(minutes, under({ ratePerHourCents }))).toBe(cents),
  );
  it('has the incident fee added once', () => expect(amountOf(90, under({ incidentFeeCents: 4_999 }))).toBe(23_749));
  it('of a shared fault is the share of all of it, the fee too, half a cent up', () => {
    expect(amountOf(90, standardPolicy, 33)).toBe(6_188); // 6187.5
    expect(amountOf(90, under({ incidentFeeCents: 4_999 }), 50)).toBe(11_875); // 11874.5
    expect(amountOf(90, standardPolicy, 1)).toBe(188);
    expect(amountOf(90, standardPolicy, 99)).toBe(18_563); // 18562.5
  });
  it('is rounded to a cent before it is shared', () =>
    expect(amountOf(1, under({ ratePerHourCents: 9_970 }), 50)).toBe(83)); // 166.17 → 166 → 83
  it('is exact beyond what floating point can hold', () =>
    expect(amountOf(4_503_599_627_370_497, under({ ratePerHourCents: 61 }))).toBe(4_578_659_621_160_005));
  it('below zero is a fault in the program', () => expect(() => amountOf(-60, standardPolicy)).toThrow(RangeError));
});
