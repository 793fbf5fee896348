// Every place has an address: /console/<path>?<filters>. Thirty lines instead of a library.

import { useSyncExternalStore } from 'react';

const BASE = '/console';
const listeners = new Set<() => void>();
const notify = () => {
  for (const listener of listeners) listener();
};
window.addEventListener('popstate', notify);

export const go = (to: string, { replace = false } = {}): void => {
  const url = `${BASE}${to === '/' ? '' : to}`;
  if (url === window.location.pathname + window.location.search) return;
  if (replace) window.history.replaceState(null, '', url);
  else window.history.pushState(null, '', url);
  notify();
};

const here = () => window.location.pathname.slice(BASE.length) + window.location.search;
/** Where the page is: its path, from `/` on, and its query. */
export const usePlace = (): { readonly path: string; readonly query: URLSearchParams } => {
  const at = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, here);
  const [path = '', query = ''] = at.split('?');
  return { path: path === '' ? '/' : path, query: new URLSearchParams(query) };
};

/** The same place with other filters; an empty one is taken out. */
export const withQuery = (change: Readonly<Record<string, string | undefined>>): string => {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(change))
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  const text = query.toString();
  const path = window.location.pathname.slice(BASE.length) || '/';
  return text === '' ? path : `${path}?${text}`;
};
export const hrefOf = (to: string): string => `${BASE}${to === '/' ? '' : to}`;
