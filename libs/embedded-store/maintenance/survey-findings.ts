// What a survey of a log finds, segment by segment.

/** Something that is not as it should be, and where. */
export type Problem = {
  readonly is: 'torn' | 'damaged';
  readonly segment: string;
  /** In the file. */
  readonly offset: number;
  /** In the log. */
  readonly position: number;
  /** The next position at which the log can be read again; absent where that is nowhere. */
  readonly soundAgain?: number;
  readonly what: string;
};

export type SurveyedSegment = {
  readonly name: string;
  readonly number: number;
  readonly base: number;
  /** The log position behind it, by the size of the file; zeroes at the end of the newest are not in use, and not counted. */
  readonly end: number;
};

export type CheckedSegments = { readonly segments: readonly SurveyedSegment[]; readonly problems: readonly Problem[] };
