import { methodsOf } from './routing';

const methods = methodsOf([
  { method: 'GET', path: '/tickets' },
  { method: 'POST', path: '/tickets' },
  { method: 'GET', path: '/tickets/:ticketId' },
  { method: 'POST', path: '/tickets/:ticketId/work/:workId/void' },
]);

describe('The methods of a path', () => {
  it.each([
    ['/tickets', ['GET', 'HEAD', 'POST']],
    ['/tickets?limit=1', ['GET', 'HEAD', 'POST']],
    ['/tickets/7K3M9QXZW', ['GET', 'HEAD']],
    ['/tickets/7K3M9QXZW/work/w1/void', ['POST']],
    ['/tickets/7K3M9QXZW/work', []],
    ['/', []],
    ['/ticketsx', []],
  ])('%s', (path, expected) => expect(methods(path)).toStrictEqual(expected));
});
