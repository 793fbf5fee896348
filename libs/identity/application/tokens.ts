/** The tokens of what identity needs of the server. */
export const KEYS = Symbol('KeyFile');
export const DEVELOPMENT_KEYS_COUNT = Symbol('whether development keys count');
export const SESSIONS = Symbol('Sessions');
