// What is left, each second: into the text nodes alone, by the server's time. Nothing of React runs for it.

import { serverNow, span } from '../lib/time';

const OVER = 'over';
const tick = () => {
  const now = serverNow();
  for (const node of document.querySelectorAll<HTMLElement>('[data-due]')) {
    const left = Number(node.dataset.due) - now;
    const text = left < 0 ? `+${span(left)}` : span(left);
    if (node.firstChild && node.firstChild.nodeValue !== text) node.firstChild.nodeValue = text;
    node.classList.toggle(OVER, left < 0);
  }
};
setInterval(tick, 1_000);

export const leftText = (due: number): string => {
  const left = due - serverNow();
  return left < 0 ? `+${span(left)}` : span(left);
};
