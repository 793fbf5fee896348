import type { Expected } from '../semantics/append-decision';
import type { NewEvent } from '../storage/record';

export type AppendRequest = {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly Omit<NewEvent, 'created'>[];
};

/** `position` is that of the last event; absent where nothing was written or that event is not shown any more. */
export type AppendOutcome =
  | { readonly is: 'done'; readonly revision: number; readonly position: number | undefined }
  | { readonly is: 'wrong-revision'; readonly current: number }
  | { readonly is: 'deleted' };
