// What the paging role sends with: a channel for each kind that is set up, and where its links lead.

import { type DynamicModule, Module } from '@nestjs/common';
import type { Log } from '#event-store';
import { isLoopback } from '#identity';
import type { Clock } from '#kernel';
import { PAGING_RUNTIME, type PagingRuntime, pagingChannels, VOICEMAIL_SECRETS } from '#oncall/module';
import type { Config } from '#settings';

@Module({})
class PagingRuntimeModule {}

/** `servedAt` is to be told where the server listens: without a PUBLIC_URL its links lead there. */
export const pagingRuntime = (
  {
    mode,
    publicUrl,
    host,
    port,
    mail,
    voicemailSecrets,
  }: Pick<Config, 'mode' | 'publicUrl' | 'host' | 'port' | 'mail' | 'voicemailSecrets'>,
  clock: Clock,
  log: Log,
): { readonly module: DynamicModule; servedAt(url: string): void } => {
  let origin = publicUrl ?? `http://${host}:${port}`;
  const runtime: PagingRuntime = {
    channels: pagingChannels({
      loopback: mode === 'development',
      now: () => clock.now(),
      print: (text) => process.stdout.write(`${text}\n`),
      ...(mail && { mail: { ...mail, requireTls: !isLoopback(new URL(mail.url).hostname) } }),
      warn: (fields, message) => log.warn(fields, message),
    }),
    clock,
    log,
    origin: () => origin,
  };
  return {
    module: {
      module: PagingRuntimeModule,
      global: true,
      providers: [
        { provide: PAGING_RUNTIME, useValue: runtime },
        { provide: VOICEMAIL_SECRETS, useValue: voicemailSecrets },
      ],
      exports: [PAGING_RUNTIME, VOICEMAIL_SECRETS],
    },
    servedAt: (url) => {
      origin = publicUrl ?? url;
    },
  };
};
