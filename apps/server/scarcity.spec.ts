import { scarcityOf } from './scarcity';

const failing = (code: string, cause?: Error) => Object.assign(new Error('write', { cause }), { code });

describe('What has run out', () => {
  it.each([
    [failing('ENOSPC'), 'The disk is full'],
    [new Error('The key could not be kept.', { cause: failing('ENOSPC') }), 'The disk is full'],
    [failing('EMFILE'), 'No more files can be opened'],
    [failing('EACCES'), undefined],
    [new Error('ENOSPC'), undefined],
    [undefined, undefined],
  ])('%p: %p', (error, expected) => expect(scarcityOf(error)).toBe(expected));
});
