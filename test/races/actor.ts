// Somebody at the desk, on a store of their own view: what a process of the server has at hand.

import { BillingSaga } from '#billing/saga';
import { policyWith } from '#policy/testing';
import type { CommandEnvironment } from '#ticketing/commands';
import type { Actor } from './desk-commands';
import type { ActorStore } from './interleaving';

/** To give up the night's minimum takes two: else no waiver of these stories would wait for a second person. */
export const PATCH = { billing: { waiverApprovalOverCents: 10_000 } };
const policy = policyWith(PATCH);

/** A cache takes its room at once. */
const REMEMBERED = 10;
export const actorOn = (store: ActorStore): Actor => {
  const onTickets: CommandEnvironment = {
    store,
    policies: {
      inForce: async () => policy,
      pinned: async (id, version) => ({ ...policy, id, version }),
    },
    idOf: (name) => name,
  };
  const environment = { ...onTickets, ledgers: new BillingSaga(onTickets, REMEMBERED) };
  return { environment, billing: new BillingSaga(environment, REMEMBERED) };
};
