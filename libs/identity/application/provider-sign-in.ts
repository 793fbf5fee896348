// People sign in by their company's identity provider: the code flow of OpenID Connect with PKCE, run by the server. No
// token of the provider ever reaches a browser of ours; what a browser keeps is sealed (sessions.ts).

import { decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { SIGN_IN_PATH, SIGNED_IN_PATH, type SignInRules } from '../domain/sign-in-rules';
import { principalFrom, type TokenRules } from '../domain/token-claims';
import type { Sessions } from './sessions';

const ANSWERS_WITHIN_S = 5;
/** Where somebody may go on: a place of the console and nothing else. */
const PLACE = /^\/console(\/[\w-]+)*$/;

/** The next place of a browser, and what it is to keep. */
export type Led = { readonly to: string; readonly cookies: readonly string[] };
/** Why nobody is signed in: in a sentence for them, and in a word for the log. */
export type NotSignedIn = { readonly because: 'away' | 'anew' | 'denied' | 'nobody'; readonly says: string };

export class ProviderSignIn {
  readonly #rules: TokenRules & SignInRules;
  readonly #sessions: Sessions;
  readonly #now: () => number;
  #provider: Promise<oidc.Configuration> | undefined;

  constructor(rules: TokenRules & SignInRules, sessions: Sessions, now: () => number) {
    this.#rules = rules;
    this.#sessions = sessions;
    this.#now = now;
    sessions.signInPath = SIGN_IN_PATH;
  }

  /** Leads to the provider. `home` is where people reach this server, `wanted` where they are to go on. */
  async begin(home: string, wanted: string | undefined): Promise<Led | NotSignedIn> {
    const asked = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      to: wanted !== undefined && PLACE.test(wanted) ? wanted : '/console',
    };
    try {
      const to = oidc.buildAuthorizationUrl(await this.#found(), {
        redirect_uri: `${home}${SIGNED_IN_PATH}`,
        scope: this.#rules.scope,
        state: asked.state,
        nonce: asked.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(asked.verifier),
        code_challenge_method: 'S256',
      });
      return { to: to.href, cookies: [this.#sessions.signingIn(asked, this.#now())] };
    } catch {
      return AWAY;
    }
  }

  /** Takes whoever comes back from the provider, with the query that it gave them. */
  async finish(home: string, query: string, cookies: string | undefined): Promise<Led | NotSignedIn> {
    const asked = this.#sessions.readSigningIn(cookies, this.#now());
    if (!asked) return ANEW;
    try {
      const principal = await this.#named(new URL(`${home}${SIGNED_IN_PATH}${query}`), asked);
      if (typeof principal === 'string') return { because: 'nobody', says: `The provider knows you. ${principal}` };
      const session = this.#sessions.begunBy(principal, this.#now(), this.#rules.sessionMs);
      return { to: asked.to, cookies: [session, this.#sessions.signedIn] };
    } catch (error) {
      return reasonOf(error);
    }
  }

  async #named(url: URL, { state, nonce, verifier }: { state: string; nonce: string; verifier: string }) {
    const provider = await this.#found();
    const tokens = await oidc.authorizationCodeGrant(provider, url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const { alg = '' } = decodeProtectedHeader(tokens.id_token ?? '');
    if (!(this.#rules.algorithms as readonly string[]).includes(alg))
      throw new Error(`Its tokens are signed by ${alg}, which OIDC_ALGORITHMS has not.`);
    const claims = tokens.claims() ?? { sub: '' };
    const principal = principalFrom(claims, this.#rules);
    if (typeof principal !== 'string' || provider.serverMetadata().userinfo_endpoint === undefined) return principal;
    // Some providers name groups only to who asks once more.
    const more = await oidc.fetchUserInfo(provider, tokens.access_token, claims.sub);
    return principalFrom({ ...more, ...claims }, this.#rules);
  }

  /** Found once; whoever comes meanwhile waits for the same, and it is looked for again where that failed. */
  #found(): Promise<oidc.Configuration> {
    this.#provider ??= this.#discovered().catch((error: unknown) => {
      this.#provider = undefined;
      throw error;
    });
    return this.#provider;
  }

  async #discovered(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret, clockSkewSeconds } = this.#rules;
    const plain = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []; // refused in production
    const found = await oidc.discovery(
      new URL(issuer),
      clientId,
      { [oidc.clockTolerance]: clockSkewSeconds },
      // By whichever way the provider takes; the standard's own where it does not say.
      (...call) => authenticationFor(found.serverMetadata(), clientSecret)(...call),
      { execute: [oidc.enableNonRepudiationChecks, ...plain], timeout: ANSWERS_WITHIN_S },
    );
    return found;
  }
}

const authenticationFor = (
  { token_endpoint_auth_methods_supported: ways = ['client_secret_basic'] }: oidc.ServerMetadata,
  secret: string | undefined,
): oidc.ClientAuth => {
  if (secret === undefined) return oidc.None();
  return ways.includes('client_secret_basic') ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
};

const AWAY: NotSignedIn = {
  because: 'away',
  says: 'The identity provider does not answer. Try again in a moment, or sign in with an API key.',
};
const ANEW: NotSignedIn = {
  because: 'anew',
  says: 'This is no way back that began in this browser within the last ten minutes. Begin anew.',
};

const reasonOf = (error: unknown): NotSignedIn => {
  if (error instanceof oidc.AuthorizationResponseError)
    return error.error === 'temporarily_unavailable' || error.error === 'server_error'
      ? AWAY
      : { because: 'denied', says: `The identity provider did not let you in. It says: ${error.error}.` };
  if (isAway(error)) return AWAY;
  return ANEW;
};

/** No connection, no answer in time, or one that says that it has trouble of its own. */
const isAway = (error: unknown): boolean => {
  if (error instanceof TypeError) return true;
  const { code, cause, status } = error as { code?: string; cause?: unknown; status?: number };
  if (code === 'OAUTH_TIMEOUT' || (status ?? 0) >= 500) return true;
  return cause instanceof Response && cause.status >= 500;
};
