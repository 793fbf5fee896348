/** The database cannot be opened or does not answer. What the sentence says to do is to be done by a person. */
export class ReadStoreUnavailable extends Error {
  override readonly name = 'ReadStoreUnavailable';
}

/** The view has not passed the position that was asked for, and was not in time. Answer 503 with Retry-After. */
export class ViewBehind extends Error {
  override readonly name = 'ViewBehind';
}

/** The view is being filled from the events for the first time. Answer 503 with Retry-After. */
export class ViewNotReady extends Error {
  override readonly name = 'ViewNotReady';
}
