// Chance that can be had again: the same seed, the same choices.
export type Chance = ReturnType<typeof chanceOf>;

/** sfc32, seeded through splitmix32, so that neighbouring seeds have nothing in common. */
export const chanceOf = (seed: number) => {
  let mixed = seed >>> 0;
  const mix = () => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];
  const next = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  };
  /** 0 … n-1. */
  const below = (n: number): number => Math.floor((next() / 2 ** 32) * n);
  const bytes = (length: number): Buffer => {
    const words = new Uint32Array(Math.ceil(length / 4)).map(next);
    return Buffer.from(words.buffer, 0, length);
  };
  return {
    below,
    bytes,
    happens: (probability: number): boolean => next() / 2 ** 32 < probability,
    of: <T>(choices: readonly T[]): T => {
      const chosen = choices[below(choices.length)];
      if (choices.length === 0) throw new RangeError('Nothing to choose from.');
      return chosen as T;
    },
    uuid: (): string => {
      const id = bytes(16);
      id[6] = 0x40 | (Number(id[6]) & 0x0f);
      id[8] = 0x80 | (Number(id[8]) & 0x3f);
      return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    },
  };
};
