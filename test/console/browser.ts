// Chromium as it is installed here, on the console of a real server. Where there is none, its specs say so and are skipped.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { source as axe } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Role } from '#identity';
import { ApiClient } from '../operations/api-client';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const installed = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find(existsSync);

export const isBrowserHere = installed !== undefined;
if (!isBrowserHere) console.warn('SKIPPED: there is no Chromium here, so that nobody looks at the console.');

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };
/** What a page says to its console, and is no fault of ours: the answer to a refusal that a spec asks for. */
const EXPECTED = /Failed to load resource: (the server responded with a status of (4|503)|net::ERR)/;

type As = { readonly size?: { width: number; height: number }; readonly dark?: boolean };

/** One server and one browser for a file of specs; a context of its own for each who signs in. */
export class Desk {
  readonly api = new ApiClient();
  readonly faults: string[] = [];
  #browser: Browser | undefined;
  readonly #contexts: BrowserContext[] = [];

  async open(): Promise<void> {
    const browser = chromium.launch({ executablePath: installed ?? '', args: ['--no-sandbox', '--disable-gpu'] });
    await Promise.all([this.api.open(), browser]);
    this.#browser = await browser;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.api.close();
  }

  urlOf(path = ''): string {
    return `${this.api.server.url}/console${path}`;
  }

  /** A page of somebody who has not signed in. */
  async visit({ size = WIDE, dark = false }: As = {}): Promise<Page> {
    if (!this.#browser) throw new Error('The desk is not open.');
    const context = await this.#browser.newContext({
      viewport: size,
      colorScheme: dark ? 'dark' : 'light',
      locale: 'en-US',
      reducedMotion: 'reduce',
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !EXPECTED.test(message.text())) this.faults.push(message.text());
    });
    return page;
  }

  /** A page of somebody who has, at a path of the console. */
  async as(role: Role, path = '', how: As = {}): Promise<Page> {
    const page = await this.visit(how);
    await page.goto(`${this.urlOf(path)}#key=${this.api.server.keys[role]}`);
    await page.locator('h1').first().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    return page;
  }

  /** A ticket's page, once it says what may be done. */
  async onTicket(role: Role, ticketId: string): Promise<Page> {
    const page = await this.as(role, `/tickets/${ticketId}`);
    await page.getByRole('heading', { name: 'What you can do now' }).waitFor();
    return page;
  }

  /** Gives back the memory of those who have looked. */
  async leave(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What axe finds on a page, in a line each; by all of its rules, or by these. */
export const violations = async (page: Page, rules: readonly string[] = RULES): Promise<readonly string[]> => {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe);
  return page.evaluate<string[]>(`axe.run(document, { runOnly: ${JSON.stringify(rules)} })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
      id + ': ' + html.slice(0, 200) + ' ' + failureSummary.replace(/\\s+/g, ' ').slice(0, 200))))`);
};
