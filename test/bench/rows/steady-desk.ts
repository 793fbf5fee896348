// A desk that never pauses: so many commands a second through a server's front door, ticket after ticket, each from its
// opening to its closing, so that open ones do not pile up.

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from '#identity';
import type { Server } from '../../programs/server';
import { HttpLane } from '../http-lane';

/** What a ticket gets to hear in its life; every line of it but the note is told to others. */
const LIFE: readonly (readonly [role: Role, route: string, body: object])[] = [
  ['agent', 'triage', { priority: 'P2' }],
  ['agent', 'assignment', { assignee: 'anna' }],
  ['agent', 'replies', { channel: 'phone', text: 'We are on it, and call back within the hour.' }],
  ['agent', 'notes', { text: 'The client confirms that the line card was replaced and calls go out again.' }],
  ['agent', 'contacts', { channel: 'phone' }],
  ['agent', 'assignment', { assignee: 'bert' }],
  ['engineer', 'restoration', {}],
  ['engineer', 'resolution', { code: 'card-replaced', note: 'Another line card' }],
  ['agent', 'closing', {}],
];
const OPENING = { client: 'acme', channel: 'phone', priority: 'P2', summary: 'No calls in or out' };
const LANES = 20;

export type Desk = {
  /** How long each command took so far, from when it was due, in milliseconds. */
  readonly took: readonly number[];
  /** Those that were opened so far. */
  readonly tickets: readonly string[];
  /** Finishes what is under way. Throws where a command was refused. */
  stop(): Promise<void>;
};

/** Commands as evenly as they can be; one that is late makes none of the others late. */
export const steadyDesk = ({ url, keys }: Server, perSecond: number): Desk => {
  const stopping = new AbortController();
  const took: number[] = [];
  const tickets: string[] = [];
  const began = performance.now();
  const lane = async (first: number) => {
    const connection = new HttpLane(url);
    let turn = first;
    const say = async (role: Role, path: string, body: object): Promise<string> => {
      const due = began + (turn * 1000) / perSecond;
      turn += LANES;
      await pause(Math.max(0, due - performance.now()), undefined, { signal: stopping.signal });
      const headers = {
        authorization: `Bearer ${keys[role]}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      };
      const answer = await connection.post(path, headers, JSON.stringify(body));
      took.push(performance.now() - due);
      if (answer.status >= 300) throw new Error(`POST ${path} was answered ${answer.status}: ${answer.body}`);
      return answer.body;
    };
    try {
      for (;;) {
        const { ticketId } = JSON.parse(await say('agent', '/tickets', OPENING)) as { ticketId: string };
        tickets.push(ticketId);
        for (const [role, route, body] of LIFE) await say(role, `/tickets/${ticketId}/${route}`, body);
      }
    } finally {
      connection.close();
    }
  };
  const lanes = Promise.allSettled(Array.from({ length: LANES }, (_, n) => lane(n)));
  return {
    took,
    tickets,
    stop: async () => {
      stopping.abort();
      for (const ending of await lanes)
        if (ending.status === 'rejected' && ending.reason?.name !== 'AbortError') throw ending.reason;
    },
  };
};
