import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_STORE } from '#event-store/module';
import { type Appended, type Context, decideAndAppend, type EventStore, ms } from '#kernel';
import { client } from '../domain/client';
import type { ClientCommand } from '../domain/client-commands';
import { clientRegister, type StaffCommand, staff } from '../domain/staff';
import { ClientRegister } from './client-register';
import { CLIENT_REGISTER, clientStream, STAFF } from './streams';

export class ExecuteClientCommand extends Command<Appended> {
  constructor(
    readonly clientId: string,
    readonly command: ClientCommand,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(ExecuteClientCommand)
export class ExecuteClientCommandHandler implements ICommandHandler<ExecuteClientCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly register: ClientRegister,
  ) {}

  async execute({ clientId, command, context }: ExecuteClientCommand): Promise<Appended> {
    // What the contract says otherwise must be a policy: it is published before anybody is promised it.
    if (command.type === 'ChangeContract') await this.register.policyOf(clientId, command.contract, ms(context.at));
    const appended = await decideAndAppend(this.store, clientStream(clientId), client, command, context);
    // After it: killed between the two, the same request said again does the rest, and so does the next registration.
    if (command.type === 'RegisterClient') await beginRegister(this.store, context);
    return appended;
  }
}

/** From here on who is not registered is refused. */
export const beginRegister = async (store: EventStore, { commandId, actor, at }: Context): Promise<void> => {
  await decideAndAppend(
    store,
    CLIENT_REGISTER,
    clientRegister,
    { type: 'BeginRegister' },
    {
      commandId: `begin-register/${commandId}`,
      actor,
      at,
    },
  );
};

export class ExecuteStaffCommand extends Command<Appended> {
  constructor(
    readonly command: StaffCommand,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(ExecuteStaffCommand)
export class ExecuteStaffCommandHandler implements ICommandHandler<ExecuteStaffCommand> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute({ command, context }: ExecuteStaffCommand): Promise<Appended> {
    return decideAndAppend(this.store, STAFF, staff, command, context);
  }
}
