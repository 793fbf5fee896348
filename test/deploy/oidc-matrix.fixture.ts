// The rows of config-matrix.spec.ts about an identity provider.

export type Change = Readonly<Record<string, string | undefined>>;

export const oidc = (change: Change): Change => ({
  OIDC_ISSUER: 'https://id.example/realms/desk',
  OIDC_AUDIENCE: 'desk',
  OIDC_ROLES: 'desk-leads=supervisor,desk=agent',
  ...change,
});

export const signIn = (change: Change): Change =>
  oidc({ OIDC_CLIENT_ID: 'desk', PUBLIC_URL: 'https://desk.example', ...change });

export const OIDC_REFUSED: readonly (readonly [what: string, change: Change, says: RegExp])[] = [
  ['a provider in the clear', oidc({ OIDC_ISSUER: 'http://id.example' }), /^OIDC_ISSUER is no https:/],
  [
    'a provider in the clear on this machine',
    oidc({ OIDC_ISSUER: 'http://127.0.0.1:8080' }),
    /^OIDC_ISSUER is no https:/,
  ],
  ['a provider that is no URL', oidc({ OIDC_ISSUER: 'id.example' }), /^OIDC_ISSUER is no https:/],
  ['a provider with a password in its URL', oidc({ OIDC_ISSUER: 'https://a:b@id.example' }), /^OIDC_ISSUER holds/],
  ['its keys in the clear', oidc({ OIDC_JWKS_URL: 'http://id.example/jwks' }), /^OIDC_JWKS_URL is no https:/],
  ["tokens for anybody's server", oidc({ OIDC_AUDIENCE: undefined }), /^OIDC_AUDIENCE is not set/],
  ['an audience without a provider', { OIDC_AUDIENCE: 'desk' }, /^OIDC_AUDIENCE is set and OIDC_ISSUER is not/],
  ['a provider without roles', oidc({ OIDC_ROLES: undefined }), /^OIDC_ROLES is not set/],
  ['a role of ours that there is not', oidc({ OIDC_ROLES: 'desk=clerk' }), /^OIDC_ROLES holds 'desk=clerk'/],
  ['a role of nobody', oidc({ OIDC_ROLES: '=agent' }), /^OIDC_ROLES holds '=agent'/],
  ['tokens signed by a shared secret', oidc({ OIDC_ALGORITHMS: 'RS256,HS256' }), /^OIDC_ALGORITHMS holds 'HS256'/],
  ['tokens that nobody signed', oidc({ OIDC_ALGORITHMS: 'none' }), /^OIDC_ALGORITHMS holds 'none'/],
  [
    'clocks that differ by an hour',
    oidc({ OIDC_CLOCK_SKEW_SECONDS: '3600' }),
    /^OIDC_CLOCK_SKEW_SECONDS is a number from 0/,
  ],
  ['a setting of the provider by another name', oidc({ OIDC_REALM: 'desk' }), /^OIDC_REALM is no setting/],
  ['people led to nobody', { OIDC_CLIENT_ID: 'desk' }, /^OIDC_CLIENT_ID is set and OIDC_ISSUER is not/],
  ['people who cannot come back', oidc({ OIDC_CLIENT_ID: 'desk' }), /^OIDC_CLIENT_ID is set and PUBLIC_URL is not/],
  ['a secret of no client', oidc({ OIDC_CLIENT_SECRET: 'a-secret' }), /^OIDC_CLIENT_SECRET is set and OIDC_CLIENT_ID/],
  ['people whom nobody names', signIn({ OIDC_SCOPE: 'groups' }), /^OIDC_SCOPE has no 'openid'/],
  ['a session of a day', signIn({ OIDC_SESSION_MINUTES: '1440' }), /^OIDC_SESSION_MINUTES is a number from 5/],
];
