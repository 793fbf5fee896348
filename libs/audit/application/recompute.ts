// Every clock and every posting of every ticket that is at hand, computed again by the engines that the server runs.

import type { Stored } from '#event-store';
import { categoryOf, type Recorded, streamOf, subjectOf } from '#kernel';
import { compile, type Policy, type PolicyPublished } from '#policy';
import type { Finding } from '../domain/finding';
import { type PolicyAt, recomputeClocks } from '../domain/recompute-clocks';
import { recomputeLedger } from '../domain/recompute-ledger';
import type { Opener } from './open-events';

export type Recomputed = {
  readonly tickets: number;
  readonly clockEvents: number;
  readonly postings: number;
  readonly findings: readonly Finding[];
};

/** Histories by the names of their streams; each in its order. */
export type Histories = ReadonlyMap<string, readonly Recorded[]>;

export const historiesOf = (events: Iterable<Stored>, open: Opener): Map<string, Recorded[]> => {
  const histories = new Map<string, Recorded[]>();
  for (const stored of events) {
    const known = histories.get(stored.stream) ?? [];
    histories.set(stored.stream, known);
    known.push(open(stored));
  }
  return histories;
};

/** The published versions among the histories. */
export const policiesIn = (histories: Histories): PolicyAt => {
  const compiled = new Map<string, Policy>();
  for (const [stream, history] of histories)
    if (categoryOf(stream) === 'policy')
      for (const { event } of history) {
        const { type: _, notCarriedOut: __, ...version } = event as PolicyPublished;
        compiled.set(`${version.policyId}@${version.version}`, compile(version));
      }
  return (policyId, version) => {
    const found = compiled.get(`${policyId}@${version}`);
    if (found) return found;
    throw new Error(
      `Version ${version} of policy ${policyId} is not here, and nothing under it can be computed again.`,
    );
  };
};

export const recompute = (histories: Histories, policyAt = policiesIn(histories)): Recomputed => {
  const findings: Finding[] = [];
  let [tickets, clockEvents, postings] = [0, 0, 0];
  for (const [stream, ticket] of histories) {
    if (categoryOf(stream) !== 'ticket') continue;
    tickets++;
    const id = subjectOf(stream);
    const [clocks, money] = [histories.get(streamOf('sla', id)) ?? [], histories.get(streamOf('billing', id)) ?? []];
    clockEvents += clocks.length;
    postings += money.filter(({ event }) => 'postingId' in event && 'cents' in event).length;
    try {
      findings.push(...recomputeClocks(streamOf('sla', id), ticket, clocks, policyAt));
      findings.push(...recomputeLedger(streamOf('billing', id), ticket, money, policyAt));
    } catch (error) {
      findings.push({
        stream,
        revision: ticket.length - 1,
        what: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return { tickets, clockEvents, postings, findings };
};
