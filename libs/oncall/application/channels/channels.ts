import type { Channels } from './channel';
import { consoleChannel, logChannel } from './console-channel';
import { emailChannel, type MailSettings } from './email-channel';
import { type OutboundRules, pushChannel, webhookChannel } from './webhook-channel';

export type ChannelSettings = OutboundRules & {
  readonly print: (text: string) => void;
  readonly warn: (fields: object, message: string) => void;
  /** Without it nothing goes by mail. */
  readonly mail?: MailSettings;
};

/** Every kind of channel that is set up. */
export const pagingChannels = ({ print, warn, mail, ...rules }: ChannelSettings): Channels => ({
  console: consoleChannel(print),
  log: logChannel(warn),
  webhook: webhookChannel(rules),
  push: pushChannel(rules),
  ...(mail && { email: emailChannel(mail) }),
});
