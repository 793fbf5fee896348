// What lies in KEYS_DIR. All processes of a deployment share it, and it is backed up apart from the stores.

export const API_KEYS = 'api-keys.json';
export const PLAIN_KEYS = 'development-keys.json';
export const PERSONAL_KEYS = 'personal.keys';
