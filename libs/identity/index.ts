// Who is calling, and what they may do.

export { hashOf, type KeyRecord, mintKey } from './application/api-key';
export { DEVELOPMENT_CLIENT, developmentKeys } from './application/development-keys';
export { KeyFile, KeysUnreadable } from './application/key-file';
export { Sessions } from './application/sessions';
export { KEY_EVENTS, KEY_REGISTRY, keyRegistry } from './domain/key-registry';
export * from './domain/principal';
export { SIGN_IN_PATH, SIGNED_IN_PATH, type SignInRules } from './domain/sign-in-rules';
export { TOKEN_ALGORITHMS, type TokenRules } from './domain/token-claims';
export { ClientScope, ReadOnly, Roles } from './http/access';
export { TicketClients } from './http/access-guard';
export { authenticate, isLoopback } from './http/authenticate';
export { Caller, type CallerContext, CommandContext, IsWelcome } from './http/caller';
export { credentialsOf, readSessions } from './http/credentials';
export { type DeclaredRoute, declaredRoutes } from './http/declared-routes';
export { asSeenBy } from './http/own-clients';
