// One attempt at one message, and what it says of the receiver.

import { callOut } from '#http-kit/outbound';
import { isInside, receiverAddress } from '#http-kit/receiver-address';

/** `taken`: it has it. `refused`: it does not want this message. `away`: it may want it later. */
export type Outcome = { readonly is: 'taken' } | { readonly is: 'refused' | 'away'; readonly reason: string };
export type Sending = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether this machine may be a receiver: in development. */
  readonly loopback: boolean;
  readonly signal: AbortSignal;
};

/** Too early, too many, took too long: all of them say "later". */
const LATER = [408, 425, 429];

const outcomeOf = (status: number): Outcome => {
  if (status >= 200 && status < 300) return { is: 'taken' };
  const reason = `answered ${status}`;
  return { is: status >= 500 || LATER.includes(status) ? 'away' : 'refused', reason };
};

export const send = async ({ url, headers, body, loopback, signal }: Sending): Promise<Outcome> => {
  let address: URL;
  try {
    address = receiverAddress(url, loopback);
  } catch (error) {
    return { is: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
  // Whatever the name said when it was subscribed, it is asked again now.
  const permits = (one: string) => !isInside(one, loopback);
  const outcome = await callOut({ url: address, headers, body, permits, signal });
  return outcome.is === 'answered' ? outcomeOf(outcome.status) : { is: 'away', reason: outcome.reason };
};
