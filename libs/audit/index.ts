// The published language of audit: what proves that nobody has changed what was recorded.
export { agreesWith, type Bundle, type Scope, streamsOfTicket, streamsThatBelong } from './domain/bundle';
export { type Checkpoint, checkpointText, parseCheckpoint } from './domain/checkpoint';
export type { Finding } from './domain/finding';
export { type Hash, isConsistent, isIncluded, MerkleTree, type Sha256, type TreeHead } from './domain/merkle-tree';
export { READING_EVENTS } from './domain/readings';
export { type NoteKey, noteOf, type Opened, openNote, type Signer, type Verifier } from './domain/signed-note';
export { type Head, type HeadsProof, provenHead, StreamHeads } from './domain/stream-heads';
