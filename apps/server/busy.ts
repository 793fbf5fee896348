// What this process is at, by name: said by whoever cannot wait for it any longer.

const under = new Map<string, number>();

/** Notes that something has begun; what it returns is called once, when it is over. */
export const begin = (what: string): (() => void) => {
  under.set(what, (under.get(what) ?? 0) + 1);
  return () => {
    const left = (under.get(what) ?? 0) - 1;
    if (left > 0) under.set(what, left);
    else under.delete(what);
  };
};

export const during = async <T>(what: string, work: Promise<T>): Promise<T> => {
  const over = begin(what);
  try {
    return await work;
  } finally {
    over();
  }
};

/** All that is not over: `POST /tickets (3)`, `public-process`. */
export const busyWith = (): readonly string[] =>
  [...under].map(([what, times]) => (times === 1 ? what : `${what} (${times})`)).toSorted();
