import { bodyFrom, faultsOf, kindOf, openParts, templateOf } from './body';

const finding = {
  summary: 'Determine the fault',
  properties: {
    faultClass: { type: 'string', enum: ['client', 'shared'] },
    sharePercent: { type: 'integer' },
    reason: { type: 'string', minLength: 10, maxLength: 4000 },
    evidence: { type: 'array' },
    override: { type: 'boolean' },
  },
  required: ['faultClass', 'reason'],
};

describe('The form of a command', () => {
  it('asks for each field in the way that suits it', () => {
    expect(Object.values(finding.properties).map(kindOf)).toStrictEqual([
      'choice',
      'number',
      'long text',
      'lines',
      'yes-or-no',
    ]);
    expect([kindOf({ format: 'date-time' }), kindOf({ type: 'string', maxLength: 100 })]).toStrictEqual([
      'instant',
      'text',
    ]);
  });

  it('says what was filled in, and leaves out what was not', () =>
    expect(
      bodyFrom(finding, {
        faultClass: 'shared',
        sharePercent: '50',
        evidence: 'log.txt\n\n photo.jpg ',
        reason: ' x ',
      }),
    ).toStrictEqual({ faultClass: 'shared', sharePercent: 50, evidence: ['log.txt', 'photo.jpg'], reason: 'x' }));

  it('names what is still missing, and where a reason is none', () => {
    const faults = (reason: string) => Object.entries(faultsOf(finding, { faultClass: 'client', reason })).flat();
    expect(faults('  ')).toStrictEqual(['reason', 'This is needed.']);
    expect(faults('Theirs')).toStrictEqual(['reason', '10 characters at least: somebody will ask why.']);
    expect(faults('Their power failed')).toStrictEqual([]);
  });

  it('is found by the path on which the command is offered, whatever is open in it', () => {
    const described = ['/tickets/{ticketId}/work', '/tickets/{ticketId}/work/{workId}/void'];
    expect(templateOf('/tickets/7K3M9QXZW/work/{workId}/void', described)).toBe(described[1]);
    expect(openParts('/tickets/7K3M9QXZW/work/{workId}/void')).toStrictEqual(['workId']);
    expect(templateOf('/tickets/7K3M9QXZW/elsewhere', described)).toBeUndefined();
  });
});
