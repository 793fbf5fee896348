import { NO_METADATA, parseMetadata, SOFT_DELETE_DATA, withTruncateBefore } from './metadata';
import { isTooOld, lowestShown } from './visible';

const parsed = (text: string, isJson = true) => parseMetadata(isJson, Buffer.from(text));

describe('The metadata of a stream', () => {
  it('bounds it by count, age and revision', () =>
    expect(parsed('{"$maxCount":2,"$maxAge":60,"$tb":7,"own":"kept elsewhere"}')).toEqual({
      maxCount: 2,
      maxAge: 60,
      truncateBefore: 7,
      softDeleted: false,
    }));

  it('deletes it where it truncates before 2^63 - 1, and not one below', () => {
    expect(parseMetadata(true, SOFT_DELETE_DATA).softDeleted).toBe(true);
    expect(parsed('{"$tb":9223372036854775806}').softDeleted).toBe(false);
  });

  it.each([
    ['no JSON', 'truncate please'],
    ['no object', '[1]'],
    ['a count that is no whole number', '{"$maxCount":1.5}'],
    ['a count in words', '{"$maxCount":"2"}'],
    ['an age that no span of time holds', '{"$maxAge":922337203686,"$maxCount":2}'],
    ['an access list that is a number', '{"$acl":7,"$maxCount":2}'],
    ['a role that is a number', '{"$acl":{"$r":[1]},"$maxCount":2}'],
    ['a key of the access list that is no role', '{"$acl":{"$x":{}},"$maxCount":2}'],
  ])('says nothing at all with %s', (_what, text) => expect(parsed(text)).toEqual(NO_METADATA));

  it.each([
    ['a count of zero', '{"$maxCount":0,"$tb":2}', { truncateBefore: 2 }],
    ['a negative count', '{"$maxCount":-1,"$tb":2}', { truncateBefore: 2 }],
    ['a negative revision', '{"$tb":-1,"$maxCount":2}', { maxCount: 2 }],
    ['an age of zero', '{"$maxAge":0,"$maxCount":2}', { maxCount: 2 }],
    ['a negative cache control', '{"$cacheControl":-5,"$maxCount":2}', { maxCount: 2 }],
  ])('drops that key alone with %s', (_what, text, left) =>
    expect(parsed(text)).toEqual({ ...left, softDeleted: false }),
  );

  it.each(['"ops"', '["ops","$admins"]'])('passes over a key of the access list that nobody knows: %s', (roles) =>
    expect(parsed(`{"$acl":{"$x":${roles}},"$maxCount":2}`)).toEqual({ maxCount: 2, softDeleted: false }),
  );

  it('says nothing where it is not marked as JSON', () =>
    expect(parsed('{"$maxCount":2}', false)).toEqual(NO_METADATA));

  it('keeps every other key, to the last digit, when a deleted stream comes back', () => {
    const before = Buffer.from('{"$tb":9223372036854775807,"own":{"n":12345678901234567890},"text":"ü"}');
    expect(withTruncateBefore(before, 3)?.toString()).toBe('{"$tb":3,"own":{"n":12345678901234567890},"text":"ü"}');
    expect(withTruncateBefore(Buffer.from('no JSON'), 3)).toBeUndefined();
  });
});

describe('What a stream shows', () => {
  it('begins at the greatest of its bounds', () => {
    expect(lowestShown(9, NO_METADATA)).toBe(0);
    expect(lowestShown(9, { maxCount: 3, softDeleted: false })).toBe(7);
    expect(lowestShown(9, { maxCount: 3, truncateBefore: 8, softDeleted: false })).toBe(8);
    expect(lowestShown(1, { maxCount: 3, softDeleted: false })).toBe(0);
  });

  it('leaves out what is older than its age', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    const ticks = (iso: string) => `${Date.parse(iso)}0000`;
    expect(isTooOld(ticks('2026-11-23T11:58:59Z'), 60, now)).toBe(true);
    expect(isTooOld(ticks('2026-11-23T11:59:00Z'), 60, now)).toBe(false);
  });
});
