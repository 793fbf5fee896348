/** Lanes that each take the next item; the first failure ends it. */
export const abreast = async <T>(
  atOnce: number,
  items: Iterable<T>,
  act: (item: T) => Promise<void>,
): Promise<void> => {
  const queue = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await act(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
};
