import { bodyFrom, kindOf, missing, openParts, templateOf } from './body';

const finding = {
  properties: {
    faultClass: { type: 'string', enum: ['client', 'shared'] },
    sharePercent: { type: 'integer' },
    reason: { type: 'string', maxLength: 4000 },
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

  it('names what is still missing', () =>
    expect(missing(finding, { faultClass: 'client', reason: '  ' })).toStrictEqual(['reason']));

  it('is found by the path on which the command is offered, whatever is open in it', () => {
    const described = ['/tickets/{ticketId}/work', '/tickets/{ticketId}/work/{workId}/void'];
    expect(templateOf('/tickets/7K3M9QXZW/work/{workId}/void', described)).toBe(described[1]);
    expect(openParts('/tickets/7K3M9QXZW/work/{workId}/void')).toStrictEqual(['workId']);
    expect(templateOf('/tickets/7K3M9QXZW/elsewhere', described)).toBeUndefined();
  });
});
