import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { whatIsRead } from './what-is-read';

const { paths } = JSON.parse(readFileSync(join(__dirname, '../../../docs/openapi.json'), 'utf8')) as {
  readonly paths: Readonly<Record<string, { readonly get?: { readonly 'x-roles': readonly string[] } }>>;
};
/** They tell of no event and no money: what a notary signed, and who read (which is recorded nowhere). */
const NOT_READ = ['/audit/checkpoint', '/audit/consistency', '/audit/readings', '/keys'];
const reads = Object.entries(paths).flatMap(([path, { get }]) =>
  get ? [{ path, roles: get['x-roles'], route: path.replaceAll(/\{(\w+)\}/g, ':$1') }] : [],
);

describe('Who reads is written down', () => {
  it('at every route that tells of the ledger or of a history, and at every one that is for auditors alone', () => {
    const telling = reads.filter(
      ({ path, roles }) =>
        /^\/ledger|^\/audit|history$|\/events$|\/billing$|after-hours$/.test(path) ||
        (roles.length === 1 && roles[0] === 'auditor'),
    );
    expect(telling.length).toBeGreaterThan(12);
    const silent = telling.filter(({ route }) => whatIsRead(route, 'billing') === undefined).map(({ path }) => path);
    expect(silent.sort()).toStrictEqual(NOT_READ);
  });

  it('where an auditor opens a ticket, or anybody asks how it stood, and not where the desk works with it', () => {
    const page = '/tickets/:ticketId/page';
    expect(whatIsRead(page, 'auditor')).toBe('ticket');
    expect(whatIsRead(page, 'agent', 'knownAt=2026-03-14T03:10:00Z')).toBe('ticket');
    expect(whatIsRead('/tickets/:ticketId/sla/explanation', 'client-contact', 'asOf=2026-03-14T03:10:00Z')).toBe(
      'ticket',
    );
    expect(whatIsRead(page, 'agent', 'skip=timeline')).toBeUndefined();
    expect(whatIsRead('/sla-board', 'auditor')).toBeUndefined();
  });
});
