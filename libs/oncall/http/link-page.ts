// The page behind the link in a message: what happened, and one button. It runs nothing, and loads nothing.

import { sayTicketId } from '#event-store';
import { escaped, paragraph, plainPages } from '#http-kit';
import { ms } from '#kernel';
import { localTime, type Zone } from '#policy';
import type { Page } from '../domain/page';

const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem;color:#111;background:#fff}' +
  'button{font:inherit;font-weight:600;padding:.8rem 1.6rem;border:0;border-radius:.4rem;background:#b91c1c;color:#fff}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#111}}';

const { page: document, headers } = plainPages(STYLE);
export const LINK_PAGE_HEADERS = headers;

const htmlOf = (title: string, body: string): string => document(title, `<h1>${escaped(title)}</h1>${body}`);

/** Whoever is woken reads their own clock; the instant stands beside it. */
const when = (zone: Zone, at: string): string => `${localTime(zone, ms(at))} (${at})`;

/** `action`: where the button leads, relative to the page. `zone`: that of the ticket's policy. */
export const linkPage = (ticketId: string, page: Page, person: string, action: string, zone: Zone): string => {
  const title = `${page.priority}: ticket ${sayTicketId(ticketId)} of ${page.client}`;
  const { acknowledged, status, endedBecause } = page;
  if (acknowledged)
    return htmlOf(title, paragraph(`${acknowledged.person} has it, since ${when(zone, acknowledged.at)}.`));
  if (status === 'ended') return htmlOf(title, paragraph(`Nobody needs to come any more: ${endedBecause}.`));
  return htmlOf(
    title,
    paragraph(`The client contacted us at ${when(zone, page.trigger.at)}. Nobody has it yet.`) +
      `<form method="post" action="${escaped(action)}"><button>I have it (${escaped(person)})</button></form>`,
  );
};
