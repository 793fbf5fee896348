// What a machine says when it has run out of something. It passes by itself: nobody did anything wrong.

const SAID: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full',
  EDQUOT: 'The disk is full up to the quota',
  EFBIG: 'A file may not grow any more',
  EROFS: 'The disk cannot be written',
  EMFILE: 'No more files can be opened',
  ENFILE: 'No more files can be opened',
};

/** What has run out, in words, through whatever wraps the error; nothing where it is something else. */
export const scarcityOf = (error: unknown): string | undefined => {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++) {
    const explanation = SAID[String((one as NodeJS.ErrnoException).code)];
    if (explanation !== undefined) return explanation;
  }
  return undefined;
};
