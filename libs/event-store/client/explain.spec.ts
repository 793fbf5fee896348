import { TimeoutError } from '@eventstore/db-client';
import { explained, messageOf } from './explain';

describe('The reason of a failure', () => {
  it('is never empty: where an error says nothing, its class stands in', () => {
    expect(messageOf(new Error('no'))).toBe('no');
    expect(messageOf(new TypeError())).toBe('TypeError');
    expect(messageOf(new (TimeoutError as unknown as new () => Error)())).toBe('timeout');
    expect(messageOf('as it is')).toBe('as it is');
  });

  it.each([
    ['14 UNAVAILABLE: … SSL routines:ssl3_get_record:wrong version number', /does not speak TLS .* tls=false/],
    ['14 UNAVAILABLE: … self-signed certificate in certificate chain', /tlsCAFile=/],
    ["Hostname/IP does not match certificate's altnames", /another host name/],
    ['14 UNAVAILABLE: Name resolution failed for target dns:store:2113', /host name .* not known/],
    [
      '14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 127.0.0.1:9',
      /nothing listens there/,
    ],
  ])('says what to do about the connection: %s', (message, says) =>
    expect(explained(new Error(message))).toMatch(says),
  );
});
