// A maildir that a mail server delivers into: what lies in new/ is received and moved to cur/. A mail that cannot be placed just
// now stays, and is tried again; it is named in the log once a round.

import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { CLOCK, type Clock } from '#kernel';
import { MAIL_OPTIONS, type MailOptions } from './mail-options';
import { ReceiveMail } from './receive-mail';

const ROUND_MS = 2_000;

@Injectable()
export class MaildirWatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('maildir');
  #round: Promise<void> = Promise.resolve();
  #next: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly mail: ReceiveMail,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(MAIL_OPTIONS) private readonly options: MailOptions = {},
  ) {}

  onApplicationBootstrap(): void {
    const { maildir } = this.options;
    if (maildir !== undefined) this.#again(maildir);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#next);
    await this.#round;
  }

  #again(maildir: string): void {
    if (this.#stopped) return;
    this.#round = this.look(maildir).catch((error: Error) =>
      this.#log.error(`${maildir} cannot be read: ${error.message}`),
    );
    void this.#round.then(() => {
      if (!this.#stopped) this.#next = setTimeout(() => this.#again(maildir), ROUND_MS);
    });
  }

  /** One look at it. */
  async look(maildir: string): Promise<void> {
    for (const name of (await readdir(join(maildir, 'new'))).sort()) {
      if (this.#stopped) return;
      try {
        await this.mail.receive(await readFile(join(maildir, 'new', name)), 'maildir', this.clock.now());
        await rename(join(maildir, 'new', name), join(maildir, 'cur', `${name}:2,S`));
      } catch (error) {
        this.#log.error(`The mail ${name} is not placed yet and is tried again: ${(error as Error).message}`);
      }
    }
  }
}
