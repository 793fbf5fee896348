// A bundle: events with the proofs that they are in a signed log, and where each of their streams ended. It is checked with
// nothing but itself and a public key. docs/audit.md describes the format; apps/audit/verifier/verify_bundle.py reads it too.

import { categoryOf, streamOf, subjectOf } from '#kernel';
import { type Checkpoint, parseCheckpoint } from './checkpoint';
import { isSameHash } from './hash';
import { type Hash, isConsistent, isIncluded, type Sha256 } from './merkle-tree';
import { openNote, type Verifier } from './signed-note';
import { type Head, provenHead } from './stream-heads';

export const BUNDLE_FORMAT = 'faultline-bundle/1';
/** As it is stored, and therefore as it is signed for (ADR 2). */
export type BundledStored = {
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
};
/** `index`: its place in the log, from 0. Hashes are base64. */
export type BundledEvent = {
  readonly index: number;
  readonly stored: BundledStored;
  readonly proof: readonly string[];
};
export type BundledHead = {
  readonly stream: string;
  readonly index: number;
  readonly entry: readonly Head[];
  readonly proof: readonly string[];
};
export type Scope =
  | { readonly kind: 'ticket'; readonly ticketId: string }
  | { readonly kind: 'client'; readonly client: string }
  | { readonly kind: 'period'; readonly from: string; readonly to: string };
export type Bundle = {
  readonly format: typeof BUNDLE_FORMAT;
  /** Which build's report stands above it. */
  readonly report: number;
  readonly scope: Scope;
  /** The public keys that its checkpoints are signed with, as the store names them: to be compared with one known already. */
  readonly keys: readonly string[];
  /** Signed notes, the oldest first; everything is proved against the last one. */
  readonly checkpoints: readonly string[];
  /** Between each checkpoint and the next. */
  readonly consistency: readonly (readonly string[])[];
  /** In the order of the log. */
  readonly events: readonly BundledEvent[];
  /** Every stream of the bundle, and those that were looked for and are not there. */
  readonly heads: readonly BundledHead[];
};

const META = 'faultline-meta';
/** What is kept of one ticket. */
const OF_A_TICKET = ['ticket', 'sla', 'billing', 'public'] as const;
export const streamsOfTicket = (ticketId: string): readonly string[] =>
  OF_A_TICKET.map((category) => streamOf(category, ticketId));

/**
 * What a bundle must hold besides the streams that it has, or show not to be there: all that is kept of each of its
 * tickets, the tickets that were merged with them, the policies that they name, and the store's own stream.
 */
export const streamsThatBelong = (events: Iterable<BundledStored>): ReadonlySet<string> => {
  const belong = new Set([META]);
  for (const { stream, type, data } of events) {
    const { policyId, into, from } = data as { policyId?: unknown; into?: unknown; from?: unknown };
    if (typeof policyId === 'string') belong.add(streamOf('policy', policyId));
    const other = { TicketMerged: into, MergeAbsorbed: from }[type];
    const tickets = (OF_A_TICKET as readonly string[]).includes(categoryOf(stream)) ? [subjectOf(stream), other] : [];
    for (const ticketId of tickets)
      if (typeof ticketId === 'string') for (const one of streamsOfTicket(ticketId)) belong.add(one);
  }
  return belong;
};

export type BundleTools = {
  readonly sha256: Sha256;
  readonly verifiers: readonly Verifier[];
  /** The leaf of an event (ADR 2). */
  readonly leafOf: (stored: BundledStored) => Hash;
};

/** Every sentence says what does not hold; none where all of it does. */
export const faultsOfBundle = (bundle: Bundle, tools: BundleTools): readonly string[] => {
  const { checkpoints, faults } = openedCheckpoints(bundle, tools);
  const last = checkpoints.at(-1);
  if (!last) return [...faults, 'There is no checkpoint that anything could be proved against.'];
  return [
    ...faults,
    ...faultsOfClaims(bundle),
    ...faultsOfEvents(bundle, last, tools),
    ...faultsOfHeads(bundle, last, tools),
  ];
};

const openedCheckpoints = (bundle: Bundle, tools: BundleTools) => {
  const opened = bundle.checkpoints.map((note, n) => openedNote(note, n + 1, tools.verifiers));
  const faults = opened.flatMap((one) => ('fault' in one ? [one.fault] : []));
  if (faults.length > 0) return { faults, checkpoints: [] };
  const checkpoints = opened.flatMap((one) => ('fault' in one ? [] : [one]));
  return { faults: faultsBetween(checkpoints, bundle, tools), checkpoints };
};

const openedNote = (note: string, number: number, verifiers: readonly Verifier[]): Checkpoint | { fault: string } => {
  const opened = openNote(note, verifiers);
  if ('fault' in opened) return { fault: `Checkpoint ${number} ${opened.fault}.` };
  return parseCheckpoint(opened.text) ?? { fault: `Checkpoint ${number} is a note that is no checkpoint.` };
};

const faultsBetween = (
  checkpoints: readonly Checkpoint[],
  { consistency }: Bundle,
  { sha256 }: BundleTools,
): readonly string[] => {
  if (consistency.length !== Math.max(0, checkpoints.length - 1))
    return [`There are ${consistency.length} proofs of consistency between ${checkpoints.length} checkpoints.`];
  return checkpoints.slice(1).flatMap((later, n) => {
    const earlier = checkpoints[n] as Checkpoint;
    if (earlier.origin !== later.origin) return [`Checkpoint ${n + 2} is of another log than the one before it.`];
    if (isConsistent(sha256, earlier, later, (consistency[n] ?? []).map(bytesOf))) return [];
    return [
      `The checkpoint of ${later.size} events does not go on with that of ${earlier.size}: one of them is of a forged log.`,
    ];
  });
};

/** That it is of what it says it is of, and names the keys that the store names. */
const faultsOfClaims = ({ scope, keys, events, heads }: Bundle): readonly string[] => {
  const faults: string[] = [];
  const named = events.flatMap(({ stored: { stream, type, data } }) =>
    stream === META && type === 'SigningKeyRotated' ? [(data as { key?: unknown }).key] : [],
  );
  if (keys.length !== named.length || keys.some((key, n) => key !== named[n]))
    faults.push('The keys that it names are not those that the store names.');
  if (scope.kind === 'ticket' && !heads.some(({ stream }) => stream === streamOf('ticket', scope.ticketId)))
    faults.push(`It says that it is of ticket ${scope.ticketId}, and does not hold it.`);
  const held = new Set(heads.map(({ stream }) => stream));
  for (const stream of streamsThatBelong(events.map(({ stored }) => stored)))
    if (!held.has(stream)) faults.push(`${stream} belongs to it, and was left out.`);
  const clients = events.flatMap(({ stored: { type, data } }) =>
    type === 'TicketOpened' ? [String((data as { client?: unknown }).client)] : [],
  );
  const other = scope.kind === 'client' ? clients.find((client) => client !== scope.client) : undefined;
  if (other !== undefined) faults.push(`It says that it is of one client, and holds a ticket of ${other}.`);
  return faults;
};

const faultsOfEvents = (
  { events }: Bundle,
  { size, root }: Checkpoint,
  { sha256, leafOf }: BundleTools,
): readonly string[] => {
  const faults: string[] = [];
  let before = -1;
  for (const { index, stored, proof } of events) {
    const place = `${stored.stream}@${stored.revision}`;
    if (index <= before) faults.push(`${place} is out of the order of the log, or there twice.`);
    before = index;
    if (!isIncluded(sha256, { entry: leafOf(stored), index, size, root }, proof.map(bytesOf)))
      faults.push(`${place} is not what was signed for at place ${index} of the log.`);
  }
  return faults;
};

/** What is proved of each stream, and whether the bundle holds all of it. */
const faultsOfHeads = (
  { events, heads }: Bundle,
  { heads: { root } }: Checkpoint,
  { sha256 }: BundleTools,
): readonly string[] => {
  const faults: string[] = [];
  const revisions = Map.groupBy(events, ({ stored }) => stored.stream);
  const proved = new Set<string>();
  for (const { stream, index, entry, proof } of heads) {
    if (proved.has(stream)) faults.push(`The end of ${stream} is proved twice.`);
    proved.add(stream);
    const head = provenHead(sha256, root, stream, { index, entry, proof: proof.map(bytesOf) });
    const here = revisions.get(stream) ?? [];
    if (head === undefined) faults.push(`Where ${stream} ended is not what was signed for.`);
    else if (here.length !== head + 1)
      faults.push(`${stream} has ${here.length} events here, and ${head + 1} were signed for: something was left out.`);
    if (here.some(({ stored }, n) => stored.revision !== n)) faults.push(`${stream} has a gap.`);
  }
  for (const stream of revisions.keys()) if (!proved.has(stream)) faults.push(`Nothing proves where ${stream} ended.`);
  return faults;
};

/** Bytes of base64 in its one form; anything else leads to no root. */
const bytesOf = (text: string): Hash => {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return btoa(String.fromCharCode(...bytes)) === text ? bytes : new Uint8Array();
  } catch {
    return new Uint8Array();
  }
};
/** Whether a checkpoint that somebody kept is one of this bundle's, or goes on to it; `undefined` where it cannot be told. */
export const agreesWith = (kept: Checkpoint, bundle: readonly Checkpoint[]): boolean | undefined => {
  const same = bundle.find(({ size }) => size === kept.size);
  if (bundle.some(({ origin }) => origin !== kept.origin)) return false;
  return same && isSameHash(same.root, kept.root) && isSameHash(same.heads.root, kept.heads.root);
};
