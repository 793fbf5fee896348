import { classOf } from './classes';

describe('At the door', () => {
  it.each([
    ['GET', '/health', '', undefined],
    ['GET', '/health/ready', '', undefined],
    ['GET', '/docs-json', '', 'reads'],
    ['GET', '/problems/:code', '', undefined],
    ['POST', '/tickets', '', 'commands'],
    ['GET', '/tickets', 'application/json', 'reads'],
    ['HEAD', '/tickets', '', 'reads'],
    ['GET', '/tickets', 'text/csv', 'exports'],
    ['GET', '/tickets/:ticketId/history', '', 'exports'],
    ['GET', '/ledger', '', 'exports'],
    ['GET', '/tickets/:ticketId/events', '', 'exports'],
    ['GET', '/audit/duties', '', 'exports'],
    ['GET', '/audit/checkpoint', '', 'reads'],
    ['POST', '/policies/:policyId/previews', '', 'exports'],
    ['GET', '/live', '', 'streams'],
    ['GET', '/feed/stream', '', 'streams'],
    ['GET', '', '', 'reads'],
  ] as const)('%s %s (%s) is one of the %s', (method, path, accept, expected) =>
    expect(classOf(method, path, accept)).toBe(expected),
  );
});
