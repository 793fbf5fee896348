// An identity provider of the company's own, whose access tokens are taken besides API keys.
import { count, type Settings, text } from './setting';

export const OIDC_SETTINGS = {
  OIDC_ISSUER: {
    schema: text.optional(),
    does: 'The identity provider whose access tokens are taken besides API keys, as its tokens name it (`iss`)',
    takes: 'a URL: `https://id.example.com/realms/desk`',
    unset: 'API keys alone',
  },
  OIDC_AUDIENCE: {
    schema: text.optional(),
    does: 'Whom a token must be for (`aud`): the name of this server at the provider',
    takes: 'a name or a URL',
    unset: 'refused where `OIDC_ISSUER` is set',
  },
  OIDC_ROLES: {
    schema: text.optional(),
    does: "From the provider's roles or groups to ours; of several that a token has the first in this list counts",
    takes: '`desk-leads=supervisor,desk=agent,customers=client-contact`',
    unset: 'refused where `OIDC_ISSUER` is set',
  },
  OIDC_ROLES_CLAIM: {
    schema: text.default('roles'),
    does: 'The claim that has them, or a path of claims with dots',
    takes: '`groups`, `realm_access.roles`',
    unset: '`roles`',
  },
  OIDC_CLIENTS_CLAIM: {
    schema: text.default('clients'),
    does: "The claim with the clients that a client's contact belongs to",
    takes: 'a claim or a path',
    unset: '`clients`',
  },
  OIDC_ID_CLAIM: {
    schema: text.default('sub'),
    does: 'The claim that names the person in events: one that never changes and is never given to somebody else',
    takes: 'a claim or a path',
    unset: '`sub`',
  },
  OIDC_ALGORITHMS: {
    schema: text.default('RS256,PS256,ES256,EdDSA'),
    does: 'By which algorithms a token may be signed; never by a shared secret',
    takes: 'a list of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA',
    unset: '`RS256,PS256,ES256,EdDSA`',
  },
  OIDC_JWKS_URL: {
    schema: text.optional(),
    does: "Where the provider's keys are",
    takes: 'a URL',
    unset: 'as the provider says (`/.well-known/openid-configuration`)',
  },
  OIDC_CLOCK_SKEW_SECONDS: {
    schema: count('is a number from 0 to 120', 0, 120).default(30),
    does: "By how much this host's clock and the provider's may differ",
    takes: '0 to 120',
    unset: '`30`',
  },
  OIDC_CLIENT_ID: {
    schema: text.optional(),
    does: 'People sign in to the console by the provider (code flow with PKCE): what this server is called there. Register `PUBLIC_URL` + `/sign-in/done` as its redirect URI',
    takes: 'a client id',
    unset: 'people sign in with API keys',
  },
  OIDC_CLIENT_SECRET: {
    schema: text.optional(),
    does: 'The secret that goes with it',
    takes: 'a secret',
    unset: 'a public client: PKCE alone',
  },
  OIDC_SCOPE: {
    schema: text.default('openid'),
    does: 'What is asked of the provider when people sign in',
    takes: 'words with spaces between, `openid` among them: `openid groups`',
    unset: '`openid`',
  },
  OIDC_SESSION_MINUTES: {
    schema: count('is a number from 5 to 720', 5, 720).default(480),
    does: 'How long signing in by the provider counts. Whoever is struck off there in the meantime is in here until then',
    takes: '5 to 720',
    unset: '`480`, a shift',
  },
} as const satisfies Settings;
