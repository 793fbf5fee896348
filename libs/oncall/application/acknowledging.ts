// Taking a page: by somebody with a key, or by the link in a message.

import { type Appended, type Context, DomainError, decideAndAppend, iso } from '#kernel';
import type { Zone } from '#policy';
import { ticket } from '#ticketing';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { type Page, type PageProblem, type Pages, pageStream, pages } from '../domain/page';
import type { PageAcknowledged } from '../domain/page-events';
import { isLinkOf } from './page-link';

export class Acknowledging {
  readonly #environment: CommandEnvironment;
  constructor(environment: CommandEnvironment) {
    this.#environment = environment;
  }

  /** Throws `page.unknown`, `page.ended`. Said again, it changes nothing. */
  async acknowledge(ticketId: string, context: Context): Promise<Appended & { readonly page: Page }> {
    const appended = await this.#say(ticketId, context, 'api');
    return { ...appended, page: (await this.#pages(ticketId)).at(-1) as Page };
  }

  /** The page that a link leads to, and whom it was sent to. Throws `page.link` where it leads nowhere. */
  async behind(ticketId: string, token: string): Promise<{ readonly page: Page; readonly person: string }> {
    for (const page of await this.#pages(ticketId)) {
      const attempt = page.attempts.find(({ linkHash }) => isLinkOf(token, linkHash));
      if (attempt) return { page, person: attempt.person };
    }
    throw new DomainError<PageProblem>(
      'page.link',
      'This link leads to no page. Open the one in the message, whole; or take the page with a key: POST /pages/{ticketId}/acknowledgement.',
    );
  }

  /** In the name of whoever was called by it; the same link, pressed twice, acts once. Throws `page.link`, `page.ended`. */
  async acknowledgeByLink(ticketId: string, token: string, now: number): Promise<Page> {
    const { page, person } = await this.behind(ticketId, token);
    if (page.status === 'ended') return page;
    const context = {
      commandId: this.#environment.idOf(`page-link/${ticketId}/${token}`),
      actor: { id: person, role: 'on-call' },
      at: iso(now),
    };
    await this.#say(ticketId, context, 'link', page.page);
    return (await this.behind(ticketId, token)).page;
  }

  /** Of the policy that the ticket pinned: by its clock people are told the time. */
  async zoneOf(ticketId: string): Promise<Zone> {
    const { store, policies } = this.#environment;
    const { policyId, policyVersion } = (await store.load(ticketStream(ticketId), ticket, 'latest')).state
      .policyBinding;
    return (await policies.pinned(policyId, policyVersion)).zone;
  }

  async #pages(ticketId: string): Promise<Pages> {
    return (await this.#environment.store.load<Pages>(pageStream(ticketId), pages, 'latest')).state;
  }

  async #say(ticketId: string, context: Context, how: PageAcknowledged['how'], page?: number): Promise<Appended> {
    const { id: person } = context.actor;
    const command = { type: 'AcknowledgePage', person, how, ...(page !== undefined && { page }) } as const;
    return decideAndAppend(this.#environment.store, pageStream(ticketId), pages, command, context);
  }
}
