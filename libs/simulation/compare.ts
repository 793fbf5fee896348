// What was expected against what came: only the keys that are named, lists whole.

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Two ways to write one instant are the same. */
const sameInstant = (a: unknown, b: unknown): boolean =>
  typeof a === 'string' && typeof b === 'string' && /^\d{4}-\d\d-\d\dT/.test(a) && Date.parse(a) === Date.parse(b);

/** One line for each difference: `T1.sla.respond.state: expected "met", was "breached"`. */
export const differencesOf = (expected: unknown, actual: unknown, place: string): string[] => {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [differs(place, expected, actual)];
    if (expected.length !== actual.length)
      return [`${place}: expected ${expected.length} element(s), was ${actual.length}: ${JSON.stringify(actual)}`];
    return expected.flatMap((each, index) => differencesOf(each, actual[index], `${place}[${index}]`));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return [differs(place, expected, actual)];
    return Object.entries(expected).flatMap(([key, value]) => differencesOf(value, actual[key], `${place}.${key}`));
  }
  return expected === actual || sameInstant(expected, actual) ? [] : [differs(place, expected, actual)];
};
const differs = (place: string, expected: unknown, actual: unknown) =>
  `${place}: expected ${JSON.stringify(expected)}, was ${actual === undefined ? 'absent' : JSON.stringify(actual)}`;
