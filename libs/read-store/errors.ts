/** The database cannot be opened or does not answer. Its message names what an operator has to do. */
export class ReadStoreUnavailable extends Error {
  override readonly name = 'ReadStoreUnavailable';
}

/** The view has not passed the position that was requested within the time allowed. Answer 503 with Retry-After. */
export class ViewBehind extends Error {
  override readonly name = 'ViewBehind';
}

/** The view is being filled from the events for the first time. Answer 503 with Retry-After. */
export class ViewNotReady extends Error {
  override readonly name = 'ViewNotReady';
}
