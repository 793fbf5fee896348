/** What an error says; where it says nothing, its class. A reader is never left with an empty reason. */
export const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { type } = error as { type?: unknown };
  return error.message || (typeof type === 'string' && type) || classOf(error);
};

const classOf = (error: Error): string => (error.name === 'Error' ? error.constructor.name : error.name);

/** What OpenSSL and gRPC say in their own words, and what to do about it. */
const EXPLANATIONS: readonly (readonly [RegExp, string])[] = [
  [
    /wrong version number|packet length too long|tlsv1 alert|record layer failure/i,
    'the server does not speak TLS there: write tls=false in EVENTSTORE_URL if that is meant, or correct the port',
  ],
  [
    /self[- ]signed certificate|unable to get (local )?issuer|unable to verify the first/i,
    "the server's certificate is not signed by a CA that this host knows: name its CA in EVENTSTORE_URL, tlsCAFile=/path/ca.crt",
  ],
  [
    /altnames|does not match certificate/i,
    "the server's certificate is for another host name: write that one in EVENTSTORE_URL",
  ],
  [/certificate has expired/i, "the server's certificate has expired: renew it there"],
  [
    /Protocol error|Expected HTTP\/|socket hang up before secure|Last error: Failed to connect/i,
    'the server does not understand this: write tls=true in EVENTSTORE_URL if it speaks TLS, or correct the port',
  ],
  [
    /Name resolution failed|ENOTFOUND|EAI_AGAIN/i,
    'the host name of the event store is not known here: correct EVENTSTORE_URL or the DNS',
  ],
  [
    /UNAUTHENTICATED|Not Authenticated/i,
    'the event store does not know this user and password: correct them in EVENTSTORE_URL',
  ],
  [/ECONNREFUSED/i, 'nothing listens there: start the event store, or correct the host and port in EVENTSTORE_URL'],
];

/** The message, with a sentence behind it where it speaks of the connection. */
export const explained = (error: unknown): string => {
  const message = messageOf(error);
  const [, explanation] = EXPLANATIONS.find(([pattern]) => pattern.test(message)) ?? [];
  return explanation === undefined ? message : `${explanation} (${firstLine(message)})`;
};

/** gRPC adds a note on how the name was resolved, which is empty where that went well. */
const firstLine = (text: string): string =>
  text
    .replace(/\. Resolution note: \s*$/, '')
    .split('\n')[0]
    ?.slice(0, 300) ?? '';
