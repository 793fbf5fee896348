/** Minutes since local midnight, half-open. `to` is at most 1440. */
export type Window = readonly [from: number, to: number];

const WINDOW = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24:00))$/;

/** Reads '08:00-17:00'; undefined where it is none. May run backwards: that is for the caller to refuse. */
export const windowOf = (text: string): Window | undefined => {
  const [, fromHour, fromMinute, toHour, toMinute, midnight] = WINDOW.exec(text) ?? [];
  if (fromHour === undefined) return undefined;
  const to = midnight ? 1440 : Number(toHour) * 60 + Number(toMinute);
  return [Number(fromHour) * 60 + Number(fromMinute), to];
};

/** The windows of a day in order. Throws `RangeError` on one that it cannot read. */
export const windowsOf = (texts: readonly string[]): readonly Window[] =>
  texts
    .map((text) => {
      const window = windowOf(text);
      if (!window || window[0] >= window[1]) throw new RangeError(`'${text}' is no window. Write 08:00-17:00.`);
      return window;
    })
    .sort(([a], [b]) => a - b);
