// Whatever the server offers on a ticket, in whichever state: it is described, its form opens, and what that sends the API takes.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Role } from '#identity';
import type { Desk } from '../browser';
import { fillForms, type Sent } from '../fill-forms';
import type { Seeded } from '../seed';
import { inEachState } from '../states';

const ROLES: readonly Role[] = ['supervisor', 'agent', 'engineer', 'fault-reviewer', 'billing', 'client-contact'];
/** A revision that no ticket is at: a body that is taken is answered 412, and nothing is done. */
const NEVER = '"999999999"';
/** Not understood; of another kind than it must be. */
const NOT_TAKEN = [400, 415];
/** What a client's own page calls what it may say. */
const OUR_WORDS: Readonly<Record<string, string>> = {
  RecordContact: 'Tell us that you have called',
  ReopenTicket: 'It is not settled: reopen',
  CloseTicket: 'It is settled: close',
  CancelTicket: 'Take it back',
};

type Offered = {
  readonly command: string;
  readonly label: string;
  readonly operation: string;
  readonly params?: readonly { readonly values: readonly string[] }[];
};
const { paths }: { readonly paths: Readonly<Record<string, { readonly post?: { readonly requestBody?: object } }>> } =
  JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
/** What its form is made of: its body's description, and something to choose for each part of its path that is open. */
const isDescribed = ({ operation, params = [] }: Offered): boolean =>
  paths[operation.replace('POST ', '')]?.post?.requestBody !== undefined &&
  params.every(({ values }) => values.length > 0);

export const everyCommand = (desk: Desk, seeded: () => Seeded): void => {
  const isTaken = async (role: Role, { path, body }: Sent): Promise<boolean> => {
    if (path === '') return false;
    const headers = {
      authorization: `Bearer ${desk.api.server.keys[role]}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      'if-match': NEVER,
    };
    const { status } = await fetch(desk.api.server.url + path, { method: 'POST', headers, body });
    return !NOT_TAKEN.includes(status);
  };
  const offeredTo = async (role: Role, ticketId: string): Promise<readonly Offered[]> => {
    const { status, body } = await desk.api.get(role, `/tickets/${ticketId}/page`);
    return status === 200 ? body.commands : [];
  };
  const opened = async (role: Role, page: Page | undefined, ticketId: string): Promise<Page> => {
    const path = `/tickets/${ticketId}`;
    if (page) await page.goto(desk.urlOf(path));
    const there = page ?? (await desk.as(role, path));
    await there.getByRole('heading', { name: 'What you can do now' }).waitFor();
    return there;
  };
  const faultsOf = async (role: Role, page: Page, commands: readonly Offered[]): Promise<readonly string[]> => {
    const labels = commands.map(({ command, label }) => (role === 'client-contact' && OUR_WORDS[command]) || label);
    const faults: string[] = [];
    for (const sent of await fillForms(page, labels, seeded().open))
      if (!(await isTaken(role, sent))) faults.push(`${role}: ${Object.values(sent).join(' ')}`);
    return faults;
  };

  it('opens a form for each command that is offered, in each state, and sends what the API takes', async () => {
    const tickets = [...(await inEachState(desk.api)), ...Object.entries(seeded())];
    const filled = new Set<string>();
    const faults: string[] = [];
    for (const role of ROLES) {
      let page: Page | undefined;
      for (const [state, ticketId] of tickets) {
        const offered = await offeredTo(role, ticketId);
        faults.push(
          ...offered.filter((one) => !isDescribed(one)).map(({ command }) => `${role}, ${state}: ${command}`),
        );
        const fresh = offered.filter(({ command }) => !filled.has(command));
        if (fresh.length === 0) continue;
        for (const { command } of fresh) filled.add(command);
        page = await opened(role, page, ticketId);
        faults.push(...(await faultsOf(role, page, fresh)));
      }
      await desk.leave();
    }
    expect(faults).toStrictEqual([]);
    expect(filled.size).toBeGreaterThan(40);
  });
};
