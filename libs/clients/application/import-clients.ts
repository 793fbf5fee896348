// Clients in bulk, from a table: first everything is looked at, and only where nothing is at fault is any of it done.

import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { uuidv5 } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import { type Context, DomainError, decide, decideAndAppend, type EventStore, evolve, stampOf } from '#kernel';
import { type Client, client } from '../domain/client';
import type { ClientCommand } from '../domain/client-commands';
import { beginRegister } from './execute-client-command';
import { type ImportFault, type ImportLine, readTable } from './import-table';
import { clientStream } from './streams';

export type ImportOutcome = {
  readonly dryRun: boolean;
  readonly lines: number;
  /** Clients that are new, clients of which something changes, and those of which nothing does. */
  readonly registered: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Where there are any, nothing was done. */
  readonly faults: readonly ImportFault[];
};

export class ImportClients extends Command<ImportOutcome> {
  constructor(
    readonly csv: string,
    readonly dryRun: boolean,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(ImportClients)
export class ImportClientsHandler implements ICommandHandler<ImportClients> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ csv, dryRun, context }: ImportClients): Promise<ImportOutcome> {
    const { lines, faults: unread } = readTable(csv);
    const faults = [...unread];
    const counts = { registered: 0, changed: 0, unchanged: 0 };
    const clients = Map.groupBy(lines, (line) => line.client);
    for (const [clientId, theirs] of clients) {
      const { state } = await this.store.load(clientStream(clientId), client, 'latest');
      counts[tried(state, theirs, context, faults)]++;
    }
    const outcome = { dryRun, lines: lines.length + unread.length, ...counts, faults };
    if (dryRun || faults.length > 0) return outcome;
    for (const [clientId, theirs] of clients)
      for (const { line, commands } of theirs)
        for (const [n, command] of commands.entries()) await this.#execute(clientId, command, context, `${line}/${n}`);
    // Last of all: until everybody is in, nobody is refused.
    if (clients.size > 0) await beginRegister(this.store, context);
    return outcome;
  }

  /** Said again under the same key it goes on where it was killed. */
  async #execute(clientId: string, command: ClientCommand, { commandId, actor, at }: Context, place: string) {
    const own = { commandId: uuidv5(commandId, `${clientId}/${place}`), actor, at };
    await decideAndAppend(this.store, clientStream(clientId), client, command, own);
  }
}

/** What would become of a client; a refusal is a fault of its line. */
const tried = (
  before: Client,
  lines: readonly ImportLine[],
  context: Context,
  faults: ImportFault[],
): 'registered' | 'changed' | 'unchanged' => {
  let state = before;
  for (const { line, commands } of lines)
    try {
      for (const command of commands)
        for (const event of decide(client, command, state, context))
          state = evolve(client, state, { event, stamp: stampOf(context, 0, 0) });
    } catch (refusal) {
      if (!(refusal instanceof DomainError)) throw refusal;
      faults.push({ line, message: refusal.message });
    }
  if (state === before) return 'unchanged';
  return before.status === 'none' ? 'registered' : 'changed';
};
