import { isEngineAway } from '#kernel';
import { type DatabaseFault, faultOf, judge } from './database-errors';

const withCode = (code: string, message = 'a message') => Object.assign(new Error(message), { code });
const sqlite = (errcode: number) => Object.assign(new Error('a message'), { errcode });

describe('What a driver throws is judged in one place:', () => {
  it.each([
    // PostgreSQL's own word
    ['away', withCode('57P01', 'terminating connection due to administrator command')],
    ['away', withCode('57P02', 'terminating connection because of crash of another server process')],
    ['away', withCode('57P03', 'the database system is starting up')],
    ['away', withCode('57014', 'canceling statement due to statement timeout')],
    ['away', withCode('53300', 'sorry, too many clients already')],
    ['away', withCode('53100', 'could not extend file: No space left on device')],
    ['away', withCode('53200', 'out of memory')],
    ['away', withCode('08006', 'connection failure')],
    ['away', withCode('08P01', 'protocol violation')],
    ['away', withCode('40001', 'could not serialize access')],
    ['away', withCode('40P01', 'deadlock detected')],
    ['away', withCode('25P03', 'terminating connection due to idle-in-transaction timeout')],
    ['away', withCode('25006', 'cannot execute UPDATE in a read-only transaction')],
    ['away', withCode('58030', 'could not read block')],
    ['away', withCode('55P03', 'could not obtain lock')],
    ['refused', withCode('28P01', 'password authentication failed for user "me"')],
    ['refused', withCode('28000', 'no pg_hba.conf entry for host')],
    ['refused', withCode('3D000', 'database "f" does not exist')],
    ['refused', withCode('42501', 'permission denied for table checkpoints')],
    ['damaged', withCode('XX001', 'invalid page in block 7')],
    ['value', withCode('22021', 'invalid byte sequence for encoding "UTF8": 0x00')],
    ['value', withCode('22003', 'value out of range')],
    ['value', withCode('23505', 'duplicate key value')],
    ['statement', withCode('42P01', 'relation "checkpoints" does not exist')],
    ['statement', withCode('42703', 'column does not exist')],
    // the line to it
    ['away', withCode('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432')],
    ['away', withCode('ECONNRESET', 'read ECONNRESET')],
    ['away', withCode('EPIPE', 'write EPIPE')],
    ['away', withCode('ETIMEDOUT', '')],
    ['away', withCode('ENOTFOUND', 'getaddrinfo ENOTFOUND db')],
    ['away', withCode('EAI_AGAIN', 'getaddrinfo EAI_AGAIN db')],
    ['away', withCode('ENOENT', 'connect ENOENT /run/.s.PGSQL.5432')],
    ['away', new AggregateError([withCode('ECONNREFUSED', 'connect ECONNREFUSED ::1:5432')], '')],
    ['away', new Error('Connection terminated unexpectedly')],
    ['away', new Error('Connection terminated due to connection timeout')],
    ['away', new Error('timeout exceeded when trying to connect')],
    ['away', new Error('Client has encountered a connection error and is not queryable')],
    ['away', new Error('Query read timeout')],
    ['refused', new Error('The server does not support SSL connections')],
    ['refused', new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string')],
    ['refused', withCode('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain')],
    ['refused', withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate')],
    ['refused', withCode('ERR_TLS_CERT_ALTNAME_INVALID', "Host: db. is not in the cert's altnames")],
    ['refused', withCode('CERT_HAS_EXPIRED', 'certificate has expired')],
    // SQLite
    ['away', sqlite(5)],
    ['away', sqlite(10 | (1 << 8))],
    ['away', sqlite(13)],
    ['refused', sqlite(8)],
    ['damaged', sqlite(11)],
    ['damaged', sqlite(26)],
    ['value', sqlite(19)],
    ['statement', sqlite(1)],
    // ours
    ['statement', new TypeError('x is not a function')],
  ] as readonly (readonly [DatabaseFault, Error])[])('%s: %s', (fault, error) => {
    const judged = judge(error);
    expect(judged.fault).toBe(fault);
    expect(judged.cause).toBe(error);
    expect(judged.message).not.toBe('');
    expect(faultOf(new Error('wrapped', { cause: judged }))).toBe(fault);
    expect(isEngineAway(new Error('wrapped', { cause: judged }))).toBe(fault === 'away' || fault === 'refused');
  });

  it('and once only', () => {
    const judged = judge(withCode('57P01'));
    expect(judge(judged)).toBe(judged);
  });
});
