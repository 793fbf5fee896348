// A posting's evidence as the client is shown it: what was done, found and decided, when and why, and never by whom.

import { DESK } from '#ticketing';
import type { Derivation } from './derivation';
import type { Judgement } from './explanation';
import type { PostingCause } from './posting-cause';

export type Evidence = {
  readonly derivation: Derivation;
  readonly judgement?: Judgement | undefined;
  readonly cause?: PostingCause | undefined;
};

export const evidenceForClient = ({ derivation, judgement, cause }: Evidence): Evidence => ({
  derivation: {
    ...derivation,
    ...(derivation.sessions && { sessions: derivation.sessions.map((one) => ({ ...one, engineers: [DESK] })) }),
  },
  judgement: judgement && withoutNames(judgement),
  cause: cause && withoutNames(cause),
});

const withoutNames = <T extends { readonly by: string; readonly approver?: string }>(one: T): T => ({
  ...one,
  by: DESK,
  ...(one.approver !== undefined && { approver: DESK }),
});
