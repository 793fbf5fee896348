import { isLoopback } from '#identity';
import type { Refuse } from './config';

/** Over TLS, or in the clear on this machine, where that will do. Without a user or a password in it. */
export const mustBeUrl = (name: string, value: string, what: string, refuse: Refuse, plainWillDo = true): void => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url?.protocol === 'http:' && plainWillDo && isThisMachine(url.hostname);
  if (url?.protocol !== 'https:' && !isPlain) refuse(`${name} is no https:// URL. ${what}.`);
  if (url && (url.username !== '' || url.password !== '')) refuse(`${name} holds a user or a password. Take it out.`);
};

const isThisMachine = (host: string): boolean => host === 'localhost' || isLoopback(host.replace(/^\[|\]$/g, ''));
