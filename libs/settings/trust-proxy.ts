// Who ends TLS before this server, and is believed about whom a request comes from.

import { BlockList, isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** A network with more than that in it is no proxy. */
const SHORTEST = { 4: 8, 6: 16 } as const;
const LONGEST = { 4: 32, 6: 128 } as const;

export type TrustedProxies = { readonly includes: (address: string | undefined) => boolean };

const IPV4_IN_IPV6 = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/** The proxies of a list; throws an `Error` with a sentence on what is none. */
export const trustedProxies = (list: string): TrustedProxies => {
  const trusted = new BlockList();
  for (const one of list.split(',').map((part) => part.trim())) {
    const { address, family, length } = networkOf(one);
    if (length === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, length, family);
  }
  return {
    includes: (address) => {
      if (address === undefined) return false;
      const plain = IPV4_IN_IPV6.exec(address)?.[1] ?? address;
      const version = isIP(plain);
      return version !== 0 && trusted.check(plain, version === 4 ? 'ipv4' : 'ipv6');
    },
  };
};

/** An address, or a network with the `length` of its prefix. */
const networkOf = (one: string): { address: string; family: 'ipv4' | 'ipv6'; length?: number } => {
  const [address = '', prefix, ...more] = one.split('/');
  const version = isIP(address) as 0 | 4 | 6;
  if (version === 0 || more.length > 0)
    throw new Error(`TRUST_PROXY names '${one}', which is no address or network. Write 10.0.0.7 or 10.1.0.0/16.`);
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (prefix === undefined) return { address, family };
  const length = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (length < 0 || length > LONGEST[version])
    throw new Error(`TRUST_PROXY names '${one}', whose prefix is none. Write 10.1.0.0/16.`);
  if (length < SHORTEST[version])
    throw new Error(`TRUST_PROXY names '${one}': anybody could claim any address. Name the proxies themselves.`);
  return { address, family, length };
};

/**
 * Whom a request comes from: the last of those it was forwarded for that is no proxy of ours. What a stranger writes into
 * these headers counts for nothing.
 */
export const clientAddressOf = (
  remote: string | undefined,
  headers: { readonly forwarded?: string | undefined; readonly 'x-forwarded-for'?: string | string[] | undefined },
  proxies: TrustedProxies | undefined,
): string | undefined => {
  if (!proxies?.includes(remote)) return remote;
  const named = headers.forwarded === undefined ? listed(headers['x-forwarded-for']) : forwardedFor(headers.forwarded);
  let nearest = remote;
  for (const address of named.toReversed()) {
    if (isIP(address) === 0) return nearest; // hidden, or nonsense: the proxy before it is all that is known
    nearest = address;
    if (!proxies.includes(address)) return address;
  }
  return nearest;
};

const listed = (value: string | string[] | undefined): readonly string[] =>
  [value ?? []]
    .flat()
    .flatMap((part) => part.split(','))
    .map(withoutPort);

/** RFC 7239: `for=192.0.2.60;proto=http;by=203.0.113.43, for="[2001:db8::1]:4711"`. */
const forwardedFor = (header: string): readonly string[] =>
  header.split(',').map((element) => withoutPort(/(?:^|[;\s])for=("[^"]*"|[^;\s]*)/i.exec(element)?.[1] ?? ''));

const withoutPort = (node: string): string => {
  const bare = node.trim().replace(/^"|"$/g, '');
  return /^\[([^\]]+)\](?::\d+)?$/.exec(bare)?.[1] ?? bare.replace(/^(\d{1,3}(?:\.\d{1,3}){3}):\d+$/, '$1');
};

/**
 * Has `request.ip` follow `Forwarded` as well, where a proxy of ours sent it. From anybody else both headers are taken
 * away, so that nothing behind here is misled by them.
 */
export const readForwarded = (fastify: FastifyInstance, proxies: TrustedProxies): void => {
  fastify.addHook('onRequest', async ({ raw }) => {
    const { headers, socket } = raw;
    const from = clientAddressOf(socket.remoteAddress, headers as never, proxies);
    for (const name of FORWARDING) delete headers[name];
    if (proxies.includes(socket.remoteAddress) && from !== undefined) headers['x-forwarded-for'] = from;
  });
};
const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port'];
