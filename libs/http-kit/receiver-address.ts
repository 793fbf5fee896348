// Where a webhook may go. Whoever can name an address could otherwise have us ask for what only we can reach.

import { isIP } from 'node:net';
import { IPv6, parse } from 'ipaddr.js';
import { DomainError } from '#kernel';

/** Of IPv6 only this has been given to anybody; what else looks like an address leads nowhere, or to us. */
const GIVEN_OUT = IPv6.parseCIDR('2000::/3');
/** Where receivers listen. Whoever can name a port could otherwise have us talk to what is no web server. */
const PORTS = ['', '443', '8443'];

/**
 * Whether an address is anything but somebody's own place on the internet: every special range of IANA's registries, and
 * whatever carries another address inside (mapped, 6to4, Teredo, NAT64). `loopback`: this machine counts as outside
 * (development).
 */
export const isInside = (address: string, loopback: boolean): boolean => {
  if (isIP(address) === 0) return true;
  const parsed = parse(address);
  const range = parsed.range();
  if (range === 'loopback') return !loopback;
  return range !== 'unicast' || (parsed instanceof IPv6 && !parsed.match(GIVEN_OUT));
};

const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, '');
const isThisMachine = (host: string) =>
  /^localhost\.?$/.test(host) || (isIP(host) !== 0 && parse(host).range() === 'loopback');
const no = (why: string) => new DomainError<'webhook.address'>('webhook.address', why);

/**
 * The address of a webhook as it may be used: https, or http to this machine where `loopback` says so. Throws
 * `webhook.address`. A name is looked up when something is sent, and checked again then.
 */
export const receiverAddress = (text: string, loopback: boolean): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw no('A webhook has a whole address, such as https://noc.example.com/faultline.');
  if (url.username !== '' || url.password !== '')
    throw no('The address holds a user or a password. Messages are signed: leave them out.');
  const host = hostOf(url);
  const ours = loopback && isThisMachine(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && ours))
    throw no(`${url.protocol}// is not for webhooks: events travel over https only.`);
  if (!ours && !PORTS.includes(url.port))
    throw no(`Port ${url.port} is not for webhooks: receivers listen on 443 or 8443.`);
  if ((isIP(host) !== 0 && isInside(host, loopback)) || (!ours && isThisMachine(host)))
    throw no(`${host} is an address inside of a network. Name a receiver that anybody could reach.`);
  return url;
};
