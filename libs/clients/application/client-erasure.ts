// Destroys the keys of what was erased of a client, or of somebody who works here. What the erasure leaves is written down
// again first, under a key of its own: killed at any point or told again, this restates once and destroys the same keys.

import { decideAndAppend, type Message, type ProcessManager, type ProcessOutcome, type Recorded } from '#kernel';
import { type CommandEnvironment, systemContext } from '#ticketing/commands';
import { client } from '../domain/client';
import type { ClientDataErased } from '../domain/client-events';
import { type StaffDataErased, staff } from '../domain/staff';
import { clientStream, STAFF } from './streams';

/** What destroys: the event store. `categories`: a client may be called as a ticket is, and is none. */
export type RegisterEraser = {
  eraseBefore(stream: string, revision: number, categories: readonly string[]): Promise<void>;
};

const ERASURES: readonly Message['type'][] = ['ClientDataErased', 'StaffDataErased'] satisfies readonly (
  | ClientDataErased
  | StaffDataErased
)['type'][];
const isErasure = ({ event }: Recorded): boolean => ERASURES.includes(event.type);

export class ClientErasure implements ProcessManager {
  readonly name = 'client-erasure';
  readonly prefixes = ['client-', 'register-'];
  readonly #environment: CommandEnvironment;
  readonly #eraser: RegisterEraser | undefined;
  constructor(environment: CommandEnvironment, eraser: RegisterEraser | undefined) {
    this.#environment = environment;
    this.#eraser = eraser;
  }

  async handle(subject: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    if (delivered && !delivered.some(isErasure)) return 'unchanged';
    const { store } = this.#environment;
    for (const [stream, category] of [
      [clientStream(subject), 'client'],
      [STAFF, 'register'],
    ] as const) {
      const erasures = (await store.read(stream)).filter(isErasure);
      const last = erasures.at(-1);
      if (!last) continue;
      const context = systemContext(this.#environment, this.name, `${stream}/${last.stamp.revision}`, now);
      if (category === 'client') await decideAndAppend(store, stream, client, { type: 'RestateClientData' }, context);
      else await decideAndAppend(store, stream, staff, { type: 'RestateStaffData' }, context);
      for (const { stamp } of erasures) await this.#eraser?.eraseBefore(stream, stamp.revision, [category]);
    }
    return {};
  }
}
