import { callOut, type OutboundOutcome } from '#http-kit/outbound';
import { isInside, receiverAddress } from '#http-kit/receiver-address';
import { signed } from '#http-kit/signature';
import { type Channel, type Delivery, subjectLine, textOf } from './channel';

/** Shorter than what a message may be under way for: whoever is next is not kept waiting. */
const DEADLINE_MS = 8_000;

export type OutboundRules = {
  /** Whether this machine may be a receiver: in development. */
  readonly loopback: boolean;
  readonly now: () => number;
};

/** JSON, signed as our webhooks are where the channel has a secret (Standard Webhooks 1.0). */
export const webhookChannel = (rules: OutboundRules): Channel => ({
  send: ({ address = '', secret }, message, isWanted) => {
    const body = JSON.stringify({ type: 'page', ...message });
    const signature = secret === undefined ? {} : signed([secret], message.id, rules.now(), body);
    return post(rules, address, { 'content-type': 'application/json', ...signature }, body, isWanted);
  },
});

/** As ntfy takes it: the text as the body, title, urgency and link as headers; the channel's secret is its access token. */
export const pushChannel = (rules: OutboundRules): Channel => ({
  send: ({ address = '', secret }, message, isWanted) => {
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      title: subjectLine(message),
      priority: 'urgent',
      tags: 'rotating_light',
      click: message.link,
      'x-message-id': message.id,
      ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
    };
    return post(rules, address, headers, textOf(message), isWanted);
  },
});

const post = async (
  { loopback }: OutboundRules,
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  isWanted: () => Promise<boolean>,
): Promise<Delivery> => {
  let url: URL;
  try {
    url = receiverAddress(address, loopback);
  } catch (error) {
    return { is: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
  const permits = (one: string) => !isInside(one, loopback);
  const { signal } = new AbortController();
  return deliveryOf(await callOut({ url, headers, body, permits, signal, deadlineMs: DEADLINE_MS, isWanted }));
};

/** What never reached anybody was refused; of what broke off on the way nobody knows. */
const NOT_SENT: readonly OutboundOutcome['is'][] = ['no-such-name', 'not-permitted', 'unreachable', 'bad-tls'];
const deliveryOf = (outcome: OutboundOutcome): Delivery => {
  if (outcome.is === 'called-off') return { is: 'called-off' };
  if (outcome.is !== 'answered')
    return { is: NOT_SENT.includes(outcome.is) ? 'refused' : 'unknown', reason: outcome.reason };
  const isTaken = outcome.status >= 200 && outcome.status < 300;
  return isTaken ? { is: 'delivered' } : { is: 'refused', reason: `answered ${outcome.status}` };
};
