// Where a webhook may go. Whoever can name an address could otherwise have us ask for what only we can reach.

import { BlockList, isIP } from 'node:net';
import { DomainError } from '#kernel';
import type { WebhookProblem } from './subscription';

const INSIDE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv6');
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether an address is nobody's but our own network's. `loopback`: this machine counts as outside (development). */
export const isInside = (address: string, loopback: boolean): boolean => {
  if (isIP(address) === 0) return true;
  if (LOOPBACK.check(address, family(address))) return !loopback;
  return INSIDE.check(address, family(address));
};

const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, '');
const isThisMachine = (host: string) =>
  host === 'localhost' || (isIP(host) !== 0 && LOOPBACK.check(host, family(host)));
const no = (why: string) => new DomainError<WebhookProblem>('webhook.address', why);

/**
 * The address of a webhook as it may be used: https, or http to this machine where `loopback` says so. Throws
 * `webhook.address`. A name is looked up when something is sent, and checked again then.
 */
export const webhookAddress = (text: string, loopback: boolean): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw no('A webhook has a whole address, such as https://noc.example.com/faultline.');
  if (url.username !== '' || url.password !== '')
    throw no('The address holds a user or a password. Messages are signed: leave them out.');
  const host = hostOf(url);
  const ours = loopback && isThisMachine(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && ours))
    throw no(`${url.protocol}// is not for webhooks: events travel over https only.`);
  if ((isIP(host) !== 0 && isInside(host, loopback)) || (!ours && isThisMachine(host)))
    throw no(`${host} is an address inside of a network. Name a receiver that anybody could reach.`);
  return url;
};
