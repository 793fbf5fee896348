import { type ClaimRules, principalFrom } from './token-claims';

const rules: ClaimRules = {
  idClaim: 'sub',
  rolesClaim: 'roles',
  roles: [
    ['desk-lead', 'supervisor'],
    ['desk', 'agent'],
    ['customer', 'client-contact'],
  ],
  clientsClaim: 'clients',
};

describe('An access token stands for', () => {
  it.each([
    ['a list', { sub: 'anna', roles: ['desk', 'other'] }],
    ['words with spaces between', { sub: 'anna', roles: 'other desk' }],
  ])('whom it names, in the role that its provider calls otherwise: %s', (_form, claims) =>
    expect(principalFrom(claims, rules)).toStrictEqual({ id: 'anna', role: 'agent' }),
  );

  it('the first role of the mapping that it has', () =>
    expect(principalFrom({ sub: 'anna', roles: ['desk', 'desk-lead'] }, rules)).toMatchObject({ role: 'supervisor' }));

  it("a client's contact with its clients, and nobody without", () => {
    const claims = { sub: 'bob', roles: ['customer'] };
    expect(principalFrom({ ...claims, clients: ['acme', 'acme'] }, rules)).toStrictEqual({
      id: 'bob',
      role: 'client-contact',
      clients: ['acme'],
    });
    expect(principalFrom(claims, rules)).toMatch(/'clients' names no client/);
    expect(principalFrom({ ...claims, clients: [] }, rules)).toMatch(/'clients' names no client/);
  });

  it('staff without clients, whatever it says of some', () =>
    expect(principalFrom({ sub: 'anna', roles: 'desk', clients: ['acme'] }, rules)).toStrictEqual({
      id: 'anna',
      role: 'agent',
    }));

  it('nobody where it names no role of ours, or no person', () => {
    expect(principalFrom({ sub: 'anna', roles: ['agent'] }, rules)).toMatch(
      /'roles' has none of desk-lead, desk, customer/,
    );
    for (const sub of [undefined, '', 7, 'a b', 'x'.repeat(101)])
      expect(principalFrom({ sub, roles: 'desk' }, rules)).toMatch(/'sub' names nobody/);
  });

  it('what lies deeper in its claims, or under a name with dots', () => {
    const deep = { ...rules, rolesClaim: 'realm_access.roles' };
    expect(principalFrom({ sub: 'a', realm_access: { roles: ['desk'] } }, deep)).toMatchObject({ role: 'agent' });
    const dotted = { ...rules, rolesClaim: 'https://desk.example/roles' };
    expect(principalFrom({ sub: 'a', 'https://desk.example/roles': ['desk'] }, dotted)).toMatchObject({
      role: 'agent',
    });
    expect(principalFrom({ sub: 'a' }, { ...rules, rolesClaim: 'constructor.name' })).toMatch(/has none/);
  });
});
