/** Does it at once, and then at most once in so many milliseconds: the last call is never lost. */
export const seldom = (act: () => void, everyMs: number): (() => void) => {
  let isResting = false;
  let isWanted = false;
  const run = () => {
    isResting = true;
    isWanted = false;
    act();
    setTimeout(() => {
      isResting = false;
      if (isWanted) run();
    }, everyMs);
  };
  return () => {
    isWanted = true;
    if (!isResting) run();
  };
};
