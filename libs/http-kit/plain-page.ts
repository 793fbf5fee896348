// Pages for people who were sent a link: they run nothing and load nothing, and have one form at most.

import { createHash } from 'node:crypto';

/** For whatever people wrote, in a text or an attribute. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;

/** Pages in one style, and what they may do in a browser: show themselves in it, and send a form back here. */
export const plainPages = (style: string) => ({
  /** `body` is HTML; the title is not. */
  page: (title: string, body: string): string =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta name="robots" content="noindex"><title>${escaped(title)}</title><style>${style}</style></head>` +
    `<body><main>${body}</main></body></html>`,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  } as const,
});
