/** How people sign in by their company's identity provider. */
export type SignInRules = {
  /** What this server is called there. */
  readonly clientId: string;
  /** A public client has none. */
  readonly clientSecret?: string;
  readonly scope: string;
  readonly sessionMs: number;
};

/** Where somebody is led to the provider, and where the provider leads back to. */
export const SIGN_IN_PATH = '/sign-in';
export const SIGNED_IN_PATH = '/sign-in/done';
