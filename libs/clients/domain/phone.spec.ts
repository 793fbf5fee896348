import { phoneKey } from './phone';

describe('A telephone number', () => {
  it.each(['+1 312 555 0136', '(312) 555-0136', '001-312-555-0136', '3125550136'])('is the same as %s', (written) =>
    expect(phoneKey(written)).toBe('3125550136'),
  );
  it('that is too short, withheld or none at all is nobody', () =>
    expect(['136', 'anonymous', ''].map(phoneKey)).toEqual([undefined, undefined, undefined]));
});
