import type { CommandBus } from '@nestjs/cqrs';
import { Revisioned, requestError } from '#http-kit';
import type { CallerContext } from '#identity';
import type { Appended } from '#kernel';
import { ExecuteClientCommand } from '../application/execute-client-command';
import type { ClientCommand } from '../domain/client-commands';

const ID = /^[A-Za-z0-9][A-Za-z0-9._@:-]{0,99}$/;
/** Throws `client.unknown` on what no client can be called. */
export const mustBeId = (clientId: string): string => {
  if (ID.test(clientId)) return clientId;
  throw requestError('client.unknown', 'There is no such client: ids are letters, digits and . _ @ : -.');
};

const at = (category: string, { revision, position }: Appended) => ({
  revision,
  ...(position !== undefined && { position: `${category}@${position}` }),
});
export const staffResultOf = (staffId: string, appended: Appended) =>
  Object.assign(new Revisioned(appended.revision), { staffId, ...at('register', appended) });

export const executeOnClient = async (
  commands: CommandBus,
  clientId: string,
  command: ClientCommand,
  context: CallerContext,
) => {
  const appended = await commands.execute(new ExecuteClientCommand(mustBeId(clientId), command, context));
  return Object.assign(new Revisioned(appended.revision), { client: clientId, ...at('client', appended) });
};
