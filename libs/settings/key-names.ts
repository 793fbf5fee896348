// What lies in KEYS_DIR. All processes of a deployment share it, and it is backed up apart from the stores.

export const API_KEYS = 'api-keys.json';
export const PLAIN_KEYS = 'development-keys.json';
export const PERSONAL_KEYS = 'personal.keys';
export const NOTARY_KEY_FILE = 'notary.key';
/** In DATA_DIR: what the notary has signed. */
export const NOTARY_DIR = 'notary';
export const SESSION_SECRET = 'session.secret';
