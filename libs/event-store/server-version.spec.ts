import { serverVersionNotice } from './server-version';

describe('The version of the server', () => {
  it.each(['23.10.6', '24.10.5', '25.1.0', '23.10'])('%s is taken without a word', (version) =>
    expect(serverVersionNotice(version)).toBeUndefined(),
  );
  it.each([
    ['22.10.5', /made for 23\.10 and later/],
    ['24.2.0', /2\^64-1/],
    ['24.6.0', /2\^64-1/],
    ['24.10.4', /2\^64-1/],
    ['25.0.0', /still to come/],
    ['26.1.0', /newer than any/],
    ['unknown', /does not say its version/],
  ])('%s is warned of, with the reason', (version, says) => expect(serverVersionNotice(version)).toMatch(says));
});
