// How a message leaves: one port, a file for each kind of channel. Every kind is held to the same contract
// (testing/channel-contract.ts).

import type { ChannelKind } from '../../domain/roster-document';

/** What a person is told. It names nobody but the client, and holds no word that anybody wrote about the ticket. */
export type PageMessage = {
  /** The same for every try at the same attempt: a receiver that keeps it takes nothing twice. */
  readonly id: string;
  readonly ticketId: string;
  readonly client: string;
  readonly priority: string;
  readonly level: string;
  readonly round: number;
  readonly rounds: number;
  readonly person: { readonly id: string; readonly name: string };
  /** By the clock of the ticket's policy: 'Sat 28 Nov, 02:03 CST'. */
  readonly contactedAt: string;
  /** Takes it, without a session. */
  readonly link: string;
};

/** Where a message goes. */
export type Destination = { readonly address?: string; readonly secret?: string };

/** `called-off`: it was not sent, because nobody needs to come any more. */
export type Delivery =
  | { readonly is: 'delivered' | 'called-off' }
  | { readonly is: 'refused' | 'unknown'; readonly reason: string };

export type Channel = {
  /**
   * Sends once and says what came of it; never rejects, and ends by itself. `isWanted` is asked as late as the channel can,
   * when all that is left is to send.
   */
  send(to: Destination, message: PageMessage, isWanted: () => Promise<boolean>): Promise<Delivery>;
};

/** A kind that nothing is set up for is not there: messages to it are refused, which is a fact. */
export type Channels = { readonly [K in ChannelKind]?: Channel };

/** One line: 'P1 ticket 7K3M9QXZW of acme'. */
export const subjectLine = ({ priority, ticketId, client }: PageMessage): string =>
  `${priority} ticket ${ticketId} of ${client}`;

export const textOf = (message: PageMessage): string =>
  [
    `${subjectLine(message)}, since ${message.contactedAt}.`,
    `${message.person.name}, you are called as ${message.level}, round ${message.round} of ${message.rounds}.`,
    `Take it: ${message.link}`,
  ].join('\n');
