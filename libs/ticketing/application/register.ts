// What decisions on tickets need of the register of clients and staff; ticketing itself keeps none.

import type { Policy } from '#policy';
import type { NamedByRegister } from '../domain/opening';

export type Register = {
  /** The policy of the client's own contract; nothing where it has agreed none, or there is no register. */
  policyFor(client: string, at: number): Promise<Policy | undefined>;
  /**
   * Throws where nobody knows the client, or it has no such contact, subscriber, site or service. `asker`: whose key it
   * is, where it is the client's.
   */
  mustKnowClient(client: string, named: NamedByRegister, asker?: string): Promise<{ readonly fromNoc: boolean }>;
  /** Throws where nobody of that id works at the desk. */
  mustKnowAssignee(assignee: string): Promise<void>;
};
