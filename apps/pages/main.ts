// npm run -s pages -- [list] | acknowledge TICKET   [--server URL] [--key-file FILE]
// Who is called for what, and taking a page, for somebody at a terminal at three in the morning.
// Exit 0 done, 1 refused, 2 the server could not be asked.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Command } from 'commander';

type Options = { readonly server: string; readonly keyFile: string };
type Call = { readonly person: string; readonly outcome: string | null };
type Row = {
  readonly ticketId: string;
  readonly client: string;
  readonly status: string;
  readonly dispatchedAt: string;
  readonly acknowledgedBy: string | null;
  readonly calls: readonly Call[];
};

/** What the server said no to, in its own words. */
class Refused extends Error {}

/** A file with one key in it, or those of a development server, of which that of on-call is taken. */
const keyIn = (file: string): string => {
  const text = readFileSync(file, 'utf8').trim();
  return text.startsWith('{') ? String((JSON.parse(text) as Record<string, unknown>)['on-call']) : text;
};

const ask = async <T>({ server, keyFile }: Options, path: string, body?: object): Promise<T> => {
  const headers = { authorization: `Bearer ${keyIn(keyFile)}` };
  const command = { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const answer = await fetch(new URL(path, server), {
    ...(body ? { method: 'POST', headers: command, body: JSON.stringify(body) } : { headers }),
  });
  const content = (await answer.json()) as T & { detail?: string };
  if (answer.ok) return content;
  throw new Refused(content.detail ?? `The server answered ${answer.status}.`);
};

const say = (line: string) => void process.stdout.write(`${line}\n`);

const list = async (options: Options): Promise<void> => {
  const { rows } = await ask<{ rows: readonly Row[] }>(options, '/pages?status=active,exhausted');
  if (rows.length === 0) say('Nobody is called for anything.');
  for (const { ticketId, client, status, dispatchedAt, calls } of rows) {
    const called = calls.map(({ person, outcome }) => `${person} (${outcome ?? 'under way'})`).join(', ');
    say(`${ticketId}  ${client}  ${status} since ${dispatchedAt}; called: ${called || 'nobody'}`);
  }
};

const acknowledge = async (ticket: string, options: Options): Promise<void> => {
  const path = `/pages/${encodeURIComponent(ticket)}/acknowledgement`;
  const { ticketId, person, at } = await ask<{ ticketId: string; person: string; at: string }>(options, path, {});
  say(`${person} has ticket ${ticketId}, since ${at}. Nobody else is called for it.`);
};

/** A refusal is the server's word; everything else means that it was not asked. */
const done = async (work: Promise<void>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    process.stderr.write(`${message}${cause instanceof Error ? ` (${cause.message})` : ''}\n`);
    process.exitCode = error instanceof Refused ? 1 : 2;
  }
};

const program = new Command('pages')
  .description('Who is called for what; and taking a page.')
  .option('--server <url>', 'where the server listens', 'http://127.0.0.1:3000')
  .option('--key-file <file>', 'a file with an API key in it', 'data/keys/development-keys.json')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
program
  .command('list', { isDefault: true })
  .description('pages that nobody has taken')
  .action(() => done(list(program.opts<Options>())));
program
  .command('acknowledge <ticket>')
  .description('take a page: nobody else is called for it')
  .action((ticket: string) => done(acknowledge(ticket, program.opts<Options>())));
void program.parseAsync();
