// The notary, and what it keeps: for the program that runs it and for those that check its work.
export { Notary, type NotaryPorts, originOf } from './application/notary';
export {
  checkpointsIn,
  entriesIn,
  hasNotary,
  NotaryMismatch,
  type SignedCheckpoint,
} from './application/notary-directory';
export { sha256 } from './application/sha256';
export {
  openSigningKey,
  type SigningKey,
  SigningKeyRefused,
  signingKeyOf,
  verifierOf,
} from './application/signing-key';
