import { claimIdOf, commandIdOf, eventIdOf, uuidv5 } from './ids';

describe('Ids', () => {
  it('follow RFC 9562 (its own example of version 5)', () =>
    expect(uuidv5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    ));

  // Derived once with another program. A change here would make retried commands take effect twice.
  it('of commands are what they have always been', () => {
    expect(commandIdOf(['agent-1', 'key-1'])).toBe('aa9c15b4-aee7-5dc0-aee4-c6d62fc9a26a');
    expect(commandIdOf(['billing', 'ticket-7', '12'])).toBe('3097fd6e-6051-5fbe-a793-995c321e9792');
  });
  it('of events are what they have always been', () => {
    expect(eventIdOf('2ed6657d-e927-568b-95e1-2665a8aea6a2', 0)).toBe('490de317-3fec-5f73-a7ce-f9e92a7c72b8');
    expect(eventIdOf('2ed6657d-e927-568b-95e1-2665a8aea6a2', 1)).toBe('9feae21e-79aa-51bb-842f-0383c319ef9d');
    expect(eventIdOf('anna@2026', 0)).toBe('10b3e3f3-6ef6-593b-ae3b-0c7e80bf0c11');
  });
  it('of claims follow from the request, and are no event of the command', () => {
    const command = '2ed6657d-e927-568b-95e1-2665a8aea6a2';
    expect(claimIdOf(command, 's_cSc5gYiL9bDZ6EoPgKEk')).toBe(claimIdOf(command, 's_cSc5gYiL9bDZ6EoPgKEk'));
    expect(claimIdOf(command, '0')).not.toBe(claimIdOf(command, '1'));
    expect(claimIdOf(command, '0')).not.toBe(eventIdOf(command, 0));
  });
  it('differ where who and what only look alike when written together', () =>
    expect(commandIdOf(['a', 'bc'])).not.toBe(commandIdOf(['ab', 'c'])));
});
