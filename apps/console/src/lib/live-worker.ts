// One stream of events for all tabs: a browser allows six connections to a server, and each tab would hold one.

type WorkerMessage =
  | { readonly type: 'state'; readonly live: boolean }
  | { readonly type: 'reset' }
  | { readonly type: 'changes'; readonly changes: readonly unknown[] };

/** One change alone is told at once; what follows it within this time is told together. */
const GATHER_MS = 100;
const AGAIN_AFTER_MS = [1_000, 2_000, 5_000];

const ports = new Set<MessagePort>();
let source: EventSource | undefined;
let live = false;
let failures = 0;
let gathered: unknown[] = [];
let isGathering = false;

const post = (message: WorkerMessage) => {
  for (const port of ports) port.postMessage(message);
};
const became = (now: boolean) => {
  if (live !== now) post({ type: 'state', live: now });
  live = now;
};

const connect = () => {
  source?.close();
  const stream = new EventSource('/live');
  source = stream;
  stream.addEventListener('hello', () => {
    // After a failure that the browser does not mend by itself nobody knows what was missed.
    if (failures > 0) post({ type: 'reset' });
    failures = 0;
    became(true);
  });
  stream.addEventListener('reset', () => {
    failures = 0;
    became(true);
    post({ type: 'reset' });
  });
  stream.addEventListener('change', ({ data }) => {
    if (!live) failures = 0;
    became(true);
    gathered.push(JSON.parse(data as string));
    if (!isGathering) flush();
  });
  stream.addEventListener('open', () => became(true));
  stream.addEventListener('error', () => {
    became(false);
    // A cut connection it mends itself; after an answer such as 401 or 503 it never comes back.
    if (stream.readyState !== EventSource.CLOSED || source !== stream) return;
    setTimeout(connect, AGAIN_AFTER_MS[Math.min(failures++, AGAIN_AFTER_MS.length - 1)]);
  });
};
const flush = () => {
  isGathering = gathered.length > 0;
  if (!isGathering) return;
  post({ type: 'changes', changes: gathered });
  gathered = [];
  setTimeout(flush, GATHER_MS);
};

const joined = (port: MessagePort) => {
  ports.add(port);
  port.addEventListener('message', ({ data }) => {
    // Somebody else has signed in, or nobody: what they may hear is another stream.
    if (data === 'again') connect();
    if (data !== 'bye') return;
    ports.delete(port);
    if (ports.size === 0) source?.close();
    if (ports.size === 0) source = undefined;
  });
  port.start();
  port.postMessage({ type: 'state', live } satisfies WorkerMessage);
  if (!source) connect();
};
self.addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port) joined(port);
});
