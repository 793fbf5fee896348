// One command id, one request, in the whole store (I2). An append is atomic on one stream, and a key may be used again on
// another one: so each command id that a request brings has a stream of one event, whose id follows from the request. The
// same request finds its own event there, which the store takes for a retry; another one finds the stream begun. ADR 0020.

import { type Catalog, type ClaimContext, streamOf } from '#kernel';
import { envelop, type Outgoing } from './envelope/envelope';
import { claimIdOf } from './envelope/ids';

/** The category of these streams. No consumer hears them. */
export const CLAIMS = 'command';

/** Who claimed, when, for which request: all of it is in the envelope. */
export type CommandClaimed = { type: 'CommandClaimed' };
export const CLAIM_EVENTS = { CommandClaimed: { schemaVersion: 1 } } as const satisfies Catalog<CommandClaimed>;

/** The append that claims. */
export const claimOf = (context: ClaimContext) => {
  const stream = streamOf(CLAIMS, context.commandId);
  const event: CommandClaimed = { type: 'CommandClaimed' };
  const eventId = claimIdOf(context.commandId, context.requestHash);
  const events: readonly Outgoing[] = envelop({ [CLAIMS]: CLAIM_EVENTS }, stream, [event], context, undefined).map(
    (outgoing) => ({ ...outgoing, eventId }),
  );
  return { stream, expectedRevision: -1, events };
};
