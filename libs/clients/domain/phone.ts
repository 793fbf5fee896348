// Whose telephone a number is: people write it with spaces, hyphens and brackets, with the country's code and without it.

/** What two spellings of a number have in common: its last ten digits. Nothing where that would be too few to tell people by. */
export const phoneKey = (number: string): string | undefined => {
  const digits = number.replace(/\D/g, '');
  return digits.length >= 7 ? digits.slice(-10) : undefined;
};
