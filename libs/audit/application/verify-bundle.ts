// Checks a bundle whole: every byte of the file, every proof, every signature, and every clock and posting computed again.

import { type Bundle, faultsOfBundle } from '../domain/bundle';
import { parseCheckpoint } from '../domain/checkpoint';
import { openNote, type Verifier } from '../domain/signed-note';
import { parseBundle } from './bundle-text';
import { leafBytesOf } from './compare-with-log';
import type { Opener } from './open-events';
import { historiesOf, type Recomputed, recompute } from './recompute';
import { REPORT_VERSION, reportOf } from './report';
import { sha256 } from './sha256';
import { verifierOf } from './signing-key';

export type BundleVerdict = {
  readonly bundle: Bundle;
  /** Each a sentence about what does not hold. */
  readonly faults: readonly string[];
  /** Whether the checkpoints are signed by a key that the reader brought, and not only by one that the bundle names. */
  readonly isKeyTrusted: boolean;
  readonly recomputed?: Recomputed;
  readonly size: number;
};

/** `trusted`: keys that came another way. Throws `NoBundle` where the file is none, or not in its one form. */
export const verifyBundle = (
  text: string,
  { open, trusted, isRecomputed = true }: { open: Opener; trusted: readonly Verifier[]; isRecomputed?: boolean },
): BundleVerdict => {
  const { bundle, page } = parseBundle(text);
  const verifiers = trusted.length > 0 ? trusted : bundle.keys.map(verifierOf);
  const faults = [...faultsOfBundle(bundle, { sha256, verifiers, leafOf: leafBytesOf })];
  if (bundle.report !== REPORT_VERSION)
    faults.push(`Its page is of version ${bundle.report}, and this build compares version ${REPORT_VERSION}.`);
  let recomputed: Recomputed | undefined;
  if (faults.length === 0) {
    if (page !== reportOf(bundle, open)) faults.push('The page is not what the data below it says.');
    if (isRecomputed)
      recomputed = recompute(
        historiesOf(
          bundle.events.map(({ stored }) => stored),
          open,
        ),
      );
    faults.push(...(recomputed?.findings ?? []).map(({ stream, revision, what }) => `${stream}@${revision}: ${what}`));
  }
  const opened = openNote(bundle.checkpoints.at(-1) ?? '', verifiers);
  const size = 'text' in opened ? (parseCheckpoint(opened.text)?.size ?? 0) : 0;
  return { bundle, faults, isKeyTrusted: trusted.length > 0, size, ...(recomputed && { recomputed }) };
};
