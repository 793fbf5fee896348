import { givenFor } from '#kernel/given';
import type { Policy } from '#policy';
import { standardPolicy } from '#policy/testing';
import { ticket } from '../domain/ticket';

// For specs only: a whole ticket, every rule of it, under the default policy or another one.

export const givenTicket = (policy: Policy) => givenFor(ticket, (context) => ({ ...context, policy }));
export const given = givenTicket(standardPolicy);
