/** The store cannot take or serve this now. What was asked has not been acknowledged; it may be asked again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** The log is damaged at a place that is named: nothing is guessed, the node does not start. */
export class DamagedLog extends Error {
  override readonly name = 'DamagedLog';
  readonly segment: string;
  /** In the log, not in the file. */
  readonly position: number;

  constructor(segment: string, offset: number, position: number, what: string) {
    super(
      `The log is damaged in ${segment} at byte ${offset} (log position ${position}): ${what} ` +
        "Nothing was changed. Restore a backup, or run 'npm run -s store -- repair DIR'.",
    );
    this.segment = segment;
    this.position = position;
  }
}
