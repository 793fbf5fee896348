// The page behind the link in a message: what happened, and one button. It runs nothing, and loads nothing.

import { sayTicketId } from '#event-store';
import type { Page } from '../domain/page';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem;color:#111;background:#fff}' +
  'button{font:inherit;font-weight:600;padding:.8rem 1.6rem;border:0;border-radius:.4rem;background:#b91c1c;color:#fff}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#111}}';

const htmlOf = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<meta name="robots" content="noindex"><title>${escaped(title)}</title><style>${STYLE}</style></head>` +
  `<body><h1>${escaped(title)}</h1>${body}</body></html>`;
const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;

/** `action`: where the button leads, relative to the page. */
export const linkPage = (ticketId: string, page: Page, person: string, action: string): string => {
  const title = `${page.priority}: ticket ${sayTicketId(ticketId)} of ${page.client}`;
  const { acknowledged, status, endedBecause } = page;
  if (acknowledged) return htmlOf(title, paragraph(`${acknowledged.person} has it, since ${acknowledged.at}.`));
  if (status === 'ended') return htmlOf(title, paragraph(`Nobody needs to come any more: ${endedBecause}.`));
  return htmlOf(
    title,
    paragraph(`The client contacted us at ${page.trigger.at}. Nobody has it yet.`) +
      `<form method="post" action="${escaped(action)}"><button>I have it (${escaped(person)})</button></form>`,
  );
};

/** What the page may do in a browser: show itself, and send its one form back here. */
export const LINK_PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
} as const;
