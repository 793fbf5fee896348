// What EVENTSTORE_URL may say. It is taken apart here and never handed to the client, which prints the whole string,
// password included, where it dislikes an option. No message repeats anything from before the last `@`, nor any value.

import type { LoopbackUser } from '../options';

export type NodePreference = 'leader' | 'follower' | 'random' | 'read_only_replica';

export type StoreHost = { readonly address: string; readonly port: number };

/** A connection string, taken apart. Times are as the client takes them: gossip in seconds, all others in milliseconds. */
export type StoreAddress = {
  readonly hosts: readonly StoreHost[];
  /** Whether the hosts are asked which of the nodes leads. */
  readonly isCluster: boolean;
  readonly tls: boolean;
  readonly user?: { readonly username: string; readonly password: string };
  /** Given besides the URL, for a node of our own: sent without TLS too. */
  readonly loopbackUser?: LoopbackUser;
  readonly nodePreference: NodePreference;
  readonly options: Readonly<Record<string, string | number>>;
  /** What somebody should know who wrote it like that. */
  readonly warnings: readonly string[];
};

/** A connection string that will not do: one sentence that says what to write instead, and holds no secret. */
export class BadStoreUrl extends Error {
  override readonly name = 'BadStoreUrl';
}

const EXAMPLE = 'esdb://user:password@store:2113?tls=true';
const DEFAULT_PORT = 2113;
/** The client itself warns, on stderr, of anything less. */
const KEEP_ALIVE_MIN_MS = 10_000;

const SCHEMES: Readonly<Record<string, { readonly isCluster: boolean } | string>> = {
  esdb: { isCluster: false },
  'esdb+discover': { isCluster: true },
  kurrentdb: "begins with 'kurrentdb://', which the client does not know. Write 'esdb://': it is the same server",
  'kurrentdb+discover': "begins with 'kurrentdb+discover://'. Write 'esdb+discover://': it is the same server",
};

type Parsed = string | number | boolean;
type Option = (value: string) => Parsed | { readonly wrong: string };
const wrong = (text: string) => ({ wrong: text });
const wholeNumber =
  (least: number, problem: string): Option =>
  (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= least ? Number(value) : wrong(problem);
const keepAlive: Option = (value) =>
  value === '-1'
    ? -1
    : wholeNumber(KEEP_ALIVE_MIN_MS, `is a number of milliseconds from ${KEEP_ALIVE_MIN_MS}, or -1 for none`)(value);
const flag: Option = (value) =>
  value === 'true' || value === 'false' ? value === 'true' : wrong("is 'true' or 'false', in lower case");
const text: Option = (value) =>
  decoded(value) ?? wrong("holds a '%' that is not followed by two hex digits: write %25");
const PREFERENCES: readonly NodePreference[] = ['leader', 'follower', 'random', 'read_only_replica'];
const preference: Option = (value) =>
  PREFERENCES.find((known) => known.replaceAll('_', '') === value.toLowerCase().replaceAll(/[_-]/g, '')) ??
  wrong(`is one of ${PREFERENCES.join(', ')}`);

const OPTIONS: Readonly<Record<string, Option>> = {
  tls: flag,
  tlsCAFile: text,
  tlsVerifyCert: (value) =>
    value === 'true' ||
    wrong(
      "cannot be switched off: the client always checks certificates. Name the server's CA: tlsCAFile=/path/ca.crt",
    ),
  userCertFile: text,
  userKeyFile: text,
  nodePreference: preference,
  connectionName: text,
  maxDiscoverAttempts: wholeNumber(1, 'is a whole number from 1'),
  discoveryInterval: wholeNumber(1, 'is a number of milliseconds from 1'),
  gossipTimeout: wholeNumber(1, 'is a number of seconds from 1'),
  defaultDeadline: wholeNumber(1, 'is a number of milliseconds from 1'),
  keepAliveInterval: keepAlive,
  keepAliveTimeout: keepAlive,
  throwOnAppendFailure: (value) => value === 'true' || wrong('must stay true: Faultline relies on it'),
};
const NAMES = Object.keys(OPTIONS);
/** Names as the client reads them, so that what it would take for an option is never taken for something else. */
const flat = (name: string) => name.toLowerCase().replaceAll(/[_-]/g, '');

/** Throws `BadStoreUrl`. */
export const storeAddress = (url: string): StoreAddress => {
  const { scheme, authority, query } = partsOf(url.trim());
  const { isCluster } = schemeOf(scheme);
  const { user, hosts } = authorityOf(authority);
  const options = optionsOf(query);
  const {
    tls = true,
    nodePreference = 'leader',
    ...rest
  } = options as {
    tls?: boolean;
    nodePreference?: NodePreference;
  };
  if (Object.hasOwn(rest, 'userCertFile') !== Object.hasOwn(rest, 'userKeyFile'))
    throw bad('names one of userCertFile and userKeyFile. Name both, or neither');
  return {
    hosts,
    isCluster: isCluster || hosts.length > 1,
    tls,
    nodePreference,
    ...(user && { user }),
    options: rest,
    warnings: [
      ...(nodePreference === 'leader' ? [] : [notLeader(nodePreference)]),
      ...(user && !tls ? ['EVENTSTORE_URL names a user and says tls=false: without TLS no password is sent.'] : []),
    ],
  };
};

const notLeader = (preferred: string): string =>
  `EVENTSTORE_URL says nodePreference=${preferred}: such a node may lag behind, so that a command may be refused on what is no longer true. Leave it out, or write nodePreference=leader.`;

const bad = (what: string): BadStoreUrl => new BadStoreUrl(`EVENTSTORE_URL ${what}.`);

const partsOf = (url: string) => {
  const [, scheme = '', rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(url) ?? [];
  if (scheme === '') throw bad(`begins with 'esdb://' or 'esdb+discover://'. Write it like ${EXAMPLE}`);
  if (rest.includes('#'))
    throw bad("holds a '#'. Nothing follows the options; in a user name or password write it as %23");
  const end = rest.search(/[/?]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const after = end === -1 ? '' : rest.slice(end);
  if (after.includes('@'))
    throw bad("holds a '/' or '?' in the user name or password. Write them as %2F and %3F there, and '@' as %40");
  const [path = '', ...queries] = after.split('?');
  if (path.replaceAll('/', '') !== '') throw bad('has a path. Nothing stands between the hosts and the options');
  if (queries.length > 1) throw bad("holds two '?'. Options after the first are joined by '&'");
  return { scheme, authority, query: queries[0] };
};

const schemeOf = (scheme: string): { readonly isCluster: boolean } => {
  const known = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
  if (typeof known === 'string') throw bad(known);
  if (known) return known;
  if (Object.hasOwn(SCHEMES, scheme.toLowerCase())) throw bad(`begins with '${scheme}://'. Write it in lower case`);
  throw bad("begins with 'esdb://' or 'esdb+discover://', and this one with another protocol");
};

const authorityOf = (authority: string): Pick<StoreAddress, 'hosts' | 'user'> => {
  const at = authority.lastIndexOf('@');
  const user = at === -1 ? undefined : userOf(authority.slice(0, at));
  const listed = authority.slice(at + 1);
  if (listed === '') throw bad(`names no host. Write it like ${EXAMPLE}`);
  return { hosts: listed.split(',').map((host, n) => hostOf(host.trim(), n + 1)), ...(user && { user }) };
};

const userOf = (raw: string): NonNullable<StoreAddress['user']> => {
  if (raw.includes('@')) throw bad("holds a second '@'. In a user name or password write it as %40");
  const [name = '', password, ...more] = raw.split(':');
  if (password === undefined) throw bad('names a user without a password. Write user:password@host');
  if (more.length > 0)
    throw bad("holds a ':' in the password, where other programs would cut it short. Write it as %3A");
  const [username, secret] = [decoded(name), decoded(password)];
  if (username === undefined || secret === undefined)
    throw bad("holds a '%' in the user name or password that is not followed by two hex digits. Write it as %25");
  if (username === '' || secret === '') throw bad('has an empty user name or password. Write user:password@host');
  return { username, password: secret };
};

const HOST = /^(\[[0-9a-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::([^:]*))?$/i;
const hostOf = (raw: string, number: number): StoreHost => {
  // What stands there may be a password whose host was forgotten: it is not repeated.
  const [, address, port = String(DEFAULT_PORT)] = HOST.exec(raw) ?? [];
  const which = `host number ${number}`;
  if (address === undefined) throw bad(`has no name or address as ${which}. Write host:port, [::1]:port for IPv6`);
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    throw bad(`has no port from 1 to 65535 at ${which}. Write host:${DEFAULT_PORT}`);
  return { address, port: Number(port) };
};

const optionsOf = (query: string | undefined): Record<string, Parsed> => {
  if (query === undefined || query === '') return {};
  const options: Record<string, Parsed> = {};
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    const option = optionNamed(name);
    if (equals === -1 || equals === pair.length - 1) throw bad(`gives the option ${option} no value`);
    if (Object.hasOwn(options, option)) throw bad(`gives the option ${option} twice`);
    const value = OPTIONS[option]?.(pair.slice(equals + 1).trim());
    if (value === undefined || typeof value === 'object') throw bad(`: ${option} ${value?.wrong}`);
    options[option] = value;
  }
  return options;
};

const optionNamed = (name: string): string => {
  if (Object.hasOwn(OPTIONS, name)) return name;
  const meant = NAMES.find((known) => flat(known) === flat(name.trim()));
  if (meant !== undefined) throw bad(`spells the option ${meant} in another way. Write ${meant}`);
  const shown = /^[A-Za-z][\w-]{0,30}$/.test(name) ? `'${name}', which is no option` : 'something that is no option';
  throw bad(`gives ${shown}. Options are: ${NAMES.join(', ')}`);
};

const decoded = (value: string): string | undefined => {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
};
