import type { Problem } from '../problems';

/** What brings a refusal about, what its reader can do, and a request that is answered so. */
export type Guide = readonly [cause: string, fix: string, example: string];
export type Guides = Readonly<Record<Problem, Guide>>;
