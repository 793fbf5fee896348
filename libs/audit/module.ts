// The notary, what it keeps, and what is proved with it: for the program that runs it and for those that check its work.
export { BundleMaker } from './application/bundle-maker';
export { bundleText, isBundleText, NoBundle, parseBundle } from './application/bundle-text';
export { compareWithLog, type LogVerdict, leafBytesOf } from './application/compare-with-log';
export { dutyPage } from './application/duty-page';
export { FindingsReader } from './application/findings-reader';
export { LogReader } from './application/log-reader';
export { Notary, type NotaryPorts, originOf } from './application/notary';
export {
  checkpointsIn,
  entriesIn,
  hasNotary,
  NotaryMismatch,
  type SignedCheckpoint,
} from './application/notary-directory';
export { type OpenedEvent, type Opener, openerOf, SEALED } from './application/open-events';
export { type Histories, historiesOf, policiesIn, type Recomputed, recompute } from './application/recompute';
export { reportOf } from './application/report';
export { sha256 } from './application/sha256';
export {
  openSigningKey,
  type SigningKey,
  SigningKeyRefused,
  signingKeyOf,
  verifierOf,
} from './application/signing-key';
export { type BundleVerdict, verifyBundle } from './application/verify-bundle';
export { makeBundle, NotBundled } from './application/write-bundle';
export { Duties, type Duty } from './domain/duties';
export { Findings, KINDS, type Kind } from './domain/findings';
