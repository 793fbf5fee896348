// What is tampered with: a store that a simulated desk has filled, a notary's directory that was signed for it, a bundle of one
// of its tickets.

import type { Bundle } from '#audit';
import {
  bundleText,
  compareWithLog,
  makeBundle,
  NoBundle,
  NotaryMismatch,
  reportOf,
  verifierOf,
  verifyBundle,
} from '#audit/module';
import { filledStore, forget, KEY, keyNumber, opener, signedFor } from '#audit/testing';
import type { Stored } from '#event-store';

export const TRUSTED = [verifierOf(KEY.publicKey)];
const STREAMS = ['ticket-T1', 'sla-T1', 'billing-T1', 'public-T1', 'policy-standard-support', 'faultline-meta'];

export type Scene = {
  readonly events: readonly Stored[];
  readonly directory: string;
  readonly bundle: Bundle;
  readonly text: string;
};

/** Signed at these sizes, the last of which is all of it. */
export const setScene = async (sizes: (events: number) => readonly number[]): Promise<Scene> => {
  const events = await filledStore();
  const directory = signedFor(events, [...sizes(events.length), events.length]);
  const own = events.filter(({ stream }) => STREAMS.includes(stream));
  const scope = { kind: 'ticket', ticketId: 'T1' } as const;
  const { bundle } = makeBundle({ scope, streams: STREAMS, events: own, keys: [KEY.publicKey], directory });
  return { events, directory, bundle, text: fileOf(bundle) };
};
export const strike = ({ directory }: Scene): void => forget(directory);

/** As somebody would make it who knows the format: the page too, where one can be made. */
export const fileOf = (bundle: Bundle): string => {
  try {
    return bundleText(bundle, reportOf(bundle, opener));
  } catch {
    return bundleText(bundle, '<!doctype html>\n');
  }
};

/** Whether `verify` finds anything about a store, beside that directory. What cannot be read is found as well. */
export const storeIsFound = async (events: readonly Stored[], directory: string): Promise<boolean> => {
  try {
    return (await compareWithLog(events, directory, TRUSTED)).findings.length > 0;
  } catch (error) {
    if (error instanceof NotaryMismatch) return true;
    throw error;
  }
};
export const bundleIsFound = (text: string): boolean => {
  try {
    return verifyBundle(text, { open: opener, trusted: TRUSTED }).faults.length > 0;
  } catch (error) {
    if (error instanceof NoBundle) return true;
    throw error;
  }
};

/** Everything signed anew, by a key that nobody trusts, for whatever the store says now. */
export const signedByAnother = (events: readonly Stored[]): string =>
  signedFor(events, [10, events.length], keyNumber(9));
