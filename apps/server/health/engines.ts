// The engines that this server depends on, and the file of API keys, for its health pages. What they say comes from memory: a health page must
// answer at once, above all while an engine does not.
import type { Provider } from '@nestjs/common';
import { Store } from '#event-store';
import { KeyJournal } from '#identity/module';
import type { Engine } from '#kernel';
import { READ_STORE } from '#read-store/module';

export const ENGINES = Symbol('Engines');

/** Those that there are; a server on stores in memory has none. */
export const enginesProvider: Provider = {
  provide: ENGINES,
  inject: [
    { token: Store, optional: true },
    { token: READ_STORE, optional: true },
    { token: KeyJournal, optional: true },
  ],
  useFactory: (...engines: readonly (Engine | undefined)[]): readonly Engine[] =>
    engines.filter((engine) => engine !== undefined),
};
