// Single keys, and pairs that begin with `g`. Never while somebody types; all of them can be switched off (WCAG 2.1.4).

import { useEffect } from 'react';

const SWITCH = 'faultline.keys';
export const keysAreOn = (): boolean => localStorage.getItem(SWITCH) !== 'off';
export const switchKeys = (on: boolean): void => localStorage.setItem(SWITCH, on ? 'on' : 'off');

type Bindings = Readonly<Record<string, () => void>>;
const PAIR_WITHIN_MS = 1_500;
const layers: Bindings[] = [];
let pairUntil = 0;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const pressed = (event: KeyboardEvent): void => {
  if (event.defaultPrevented || event.altKey || event.metaKey || isTyping(event.target)) return;
  const isFind = event.ctrlKey && event.key === 'k';
  if (event.ctrlKey && !isFind) return;
  if (!isFind && event.key.length === 1 && !keysAreOn()) return;
  const isSecond = performance.now() < pairUntil;
  pairUntil = 0;
  const name = isFind ? '/' : isSecond ? `g ${event.key}` : event.key;
  if (event.key === 'g' && !isSecond) {
    pairUntil = performance.now() + PAIR_WITHIN_MS;
    return;
  }
  // A dialog that is open has the keyboard to itself.
  if (document.querySelector('dialog[open]') && event.key !== 'Escape') return;
  const act = layers.findLast((layer) => Object.hasOwn(layer, name))?.[name];
  if (!act) return;
  event.preventDefault();
  act();
};
window.addEventListener('keydown', pressed);

/** While the component is there. The innermost one that knows a key has it. */
export const useKeys = (bindings: Bindings): void =>
  useEffect(() => {
    layers.push(bindings);
    return () => void layers.splice(layers.indexOf(bindings), 1);
  });
