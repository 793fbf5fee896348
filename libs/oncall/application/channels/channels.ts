import type { Channels } from './channel';
import { consoleChannel, logChannel } from './console-channel';
import { type OutboundRules, pushChannel, webhookChannel } from './webhook-channel';

export type ChannelSettings = OutboundRules & {
  readonly print: (text: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

/** Every kind of channel that is set up. */
export const pagingChannels = ({ print, warn, ...rules }: ChannelSettings): Channels => ({
  console: consoleChannel(print),
  log: logChannel(warn),
  webhook: webhookChannel(rules),
  push: pushChannel(rules),
});
