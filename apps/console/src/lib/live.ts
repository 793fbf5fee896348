// What has just changed, heard through the worker that all tabs share.

import { useSyncExternalStore } from 'react';
import type { LiveChange } from '../types.gen';
import workerUrl from './live-worker?sharedworker&url';

type LiveListener = {
  readonly changed?: (changes: readonly LiveChange[]) => void;
  /** It is not known what was missed: load anew. */
  readonly reset?: () => void;
};
const listeners = new Set<LiveListener>();
const watchers = new Set<() => void>();
let port: MessagePort | undefined;
let live = false;
let known = false;

type Rules = { createScriptURL(url: string): string };
type Factory = { createPolicy(name: string, rules: Rules): Rules };

/** The one address that becomes a script here; the page's policy allows this name and no other. */
const trusted = (url: string): string => {
  const { trustedTypes } = window as { trustedTypes?: Factory };
  return trustedTypes
    ? trustedTypes.createPolicy('live', { createScriptURL: (given) => given }).createScriptURL(url)
    : url;
};

export const listenLive = (): void => {
  if (port) {
    port.postMessage('again');
    return;
  }
  const worker = new SharedWorker(trusted(workerUrl), { type: 'module', name: 'faultline-live' });
  port = worker.port;
  port.addEventListener('message', ({ data }) => receive(data));
  port.start();
  window.addEventListener('pagehide', () => port?.postMessage('bye'));
};

const receive = (message: { type: string; live?: boolean; changes?: readonly LiveChange[] }) => {
  if (message.type === 'state') {
    known = true;
    live = message.live === true;
    for (const watcher of watchers) watcher();
  }
  if (message.type === 'reset') for (const { reset } of listeners) reset?.();
  if (message.type === 'changes') for (const { changed } of listeners) changed?.(message.changes ?? []);
};

/** Until the returned function is called. */
export const onLive = (listener: LiveListener): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** `undefined` until the first word of it. */
export const useIsLive = (): boolean | undefined =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    () => (known ? live : undefined),
  );
/** Resolves once the stream stands, or after a while without one: then lists are read all the same. */
export const whenLive = (withinMs = 3_000): Promise<void> =>
  new Promise((resolve) => {
    if (live) return resolve();
    const done = () => {
      if (!live) return;
      watchers.delete(done);
      resolve();
    };
    watchers.add(done);
    setTimeout(() => {
      watchers.delete(done);
      resolve();
    }, withinMs);
  });
