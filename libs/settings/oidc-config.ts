import { ROLES, type Role, type SignInRules, TOKEN_ALGORITHMS, type TokenRules } from '#identity';
import { MINUTE } from '#kernel';
import type { Config, Refuse } from './config';
import { mustBeUrl } from './safe-url';
import type { ServerEnvironment } from './settings';

/** What tokens are taken, if any. What is wrong goes to `refuse`, a line each. */
export const oidcOf = (
  env: ServerEnvironment,
  mode: Config['mode'],
  refuse: Refuse,
): { readonly oidc?: TokenRules; readonly signIn?: SignInRules } => {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_ROLES, OIDC_JWKS_URL: jwksUrl } = env;
  if (issuer === undefined) {
    const { OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env;
    const useless = { OIDC_AUDIENCE: audience, OIDC_ROLES, OIDC_JWKS_URL: jwksUrl, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET };
    for (const [name, value] of Object.entries(useless))
      if (value !== undefined)
        refuse(`${name} is set and OIDC_ISSUER is not, so that no token would be taken. Set both.`);
    return {};
  }
  // Whoever stands in between could name keys of their own.
  const mustBeSafe = (name: string, url: string) =>
    mustBeUrl(name, url, "Write it as the provider's tokens do", refuse, mode === 'development');
  mustBeSafe('OIDC_ISSUER', issuer);
  if (jwksUrl !== undefined) mustBeSafe('OIDC_JWKS_URL', jwksUrl);
  if (audience === undefined)
    refuse(
      'OIDC_AUDIENCE is not set: tokens that the provider made for others would be taken. Name this server as it does.',
    );
  const roles = rolesIn(OIDC_ROLES, refuse);
  return {
    oidc: {
      issuer,
      audience: audience ?? '',
      roles,
      algorithms: algorithmsIn(env.OIDC_ALGORITHMS, refuse),
      clockSkewSeconds: env.OIDC_CLOCK_SKEW_SECONDS,
      idClaim: env.OIDC_ID_CLAIM,
      rolesClaim: env.OIDC_ROLES_CLAIM,
      clientsClaim: env.OIDC_CLIENTS_CLAIM,
      ...(jwksUrl !== undefined && { jwksUrl }),
    },
    ...signInOf(env, mode, refuse),
  };
};

const signInOf = (env: ServerEnvironment, mode: Config['mode'], refuse: Refuse): { readonly signIn?: SignInRules } => {
  const { OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_SCOPE: scope } = env;
  if (clientId === undefined) {
    if (clientSecret !== undefined)
      refuse('OIDC_CLIENT_SECRET is set and OIDC_CLIENT_ID is not. Set both, or neither.');
    return {};
  }
  if (!scope.split(' ').includes('openid')) refuse("OIDC_SCOPE has no 'openid' in it, so that nobody would be named.");
  if (env.PUBLIC_URL === undefined && mode === 'production')
    refuse('OIDC_CLIENT_ID is set and PUBLIC_URL is not: the provider could not lead anybody back here. Set both.');
  return {
    signIn: {
      clientId,
      ...(clientSecret !== undefined && { clientSecret }),
      scope,
      sessionMs: env.OIDC_SESSION_MINUTES * MINUTE,
    },
  };
};

const rolesIn = (list: string | undefined, refuse: Refuse): TokenRules['roles'] => {
  if (list === undefined) {
    refuse('OIDC_ROLES is not set: no token would have a role. Write theirs=ours: desk-leads=supervisor,desk=agent');
    return [];
  }
  return list.split(',').flatMap((pair) => {
    const at = pair.lastIndexOf('=');
    const [theirs, ours] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    if (at > 0 && theirs !== '' && isRole(ours)) return [[theirs, ours] as const];
    refuse(`OIDC_ROLES holds '${pair.trim()}'. Write theirs=ours, with one of ours: ${ROLES.join(', ')}.`);
    return [];
  });
};
const isRole = (word: string): word is Role => (ROLES as readonly string[]).includes(word);

const algorithmsIn = (list: string, refuse: Refuse): TokenRules['algorithms'] =>
  list.split(',').flatMap((name) => {
    const known = TOKEN_ALGORITHMS.find((one) => one === name.trim());
    if (known === undefined)
      refuse(`OIDC_ALGORITHMS holds '${name.trim()}'. Taken are: ${TOKEN_ALGORITHMS.join(', ')}.`);
    return known ?? [];
  });
