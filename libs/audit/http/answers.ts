import { z } from 'zod';
import { amount, instant, list, named, text } from '#http-kit/answers';

export const signedCheckpoint = named(
  'SignedCheckpoint',
  z.strictObject({ size: amount, signedAt: instant.optional(), note: text.optional() }),
);
export const consistencyProof = named(
  'ConsistencyProof',
  z.strictObject({ earlierSize: amount, laterSize: amount, hashes: list(text) }),
);
