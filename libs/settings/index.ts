// From the environment to what a program may count on: every setting, what it means, and what is refused.
export { BadConfig, type Config, configFrom, type ServerRole } from './config';
export { startupErrorMessage } from './failure';
export { API_KEYS, NOTARY_DIR, NOTARY_KEY_FILE, PERSONAL_KEYS, PLAIN_KEYS, SESSION_SECRET } from './key-names';
export { logFor } from './log';
export { ROLE_NAMES } from './settings';
export { readTls, reloadTls } from './tls-files';
export { readForwarded } from './trust-proxy';
