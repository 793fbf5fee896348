import { createHash } from 'node:crypto';
import { DomainError } from '#kernel';

// ADR 0003: eight characters and a check character, to be said on the phone. Crockford's base 32: no I, L, O, U.

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;
/** A prime above 32: any one wrong character, and any two neighbours swapped, change the remainder. */
const CHECK_MODULUS = 37;

/** The code of an id that cannot be a ticket's. */
export type BadTicketId = 'ticket.bad-id';

const remainderOf = (characters: string): number =>
  [...characters].reduce((sum, character) => (sum * 32 + ALPHABET.indexOf(character)) % CHECK_MODULUS, 0);

const candidate = (commandId: string, n: number): string => {
  const hash = createHash('sha256')
    .update(JSON.stringify([commandId, n]))
    .digest();
  const bits = hash.readBigUInt64BE(0) >> 24n;
  return Array.from({ length: LENGTH }, (_, i) => ALPHABET[Number((bits >> BigInt(5 * (LENGTH - 1 - i))) & 31n)]).join(
    '',
  );
};

/**
 * The ids that a ticket opened by this command may have, the first one first: try them in turn until the stream does
 * not exist, or was opened by this very command. Candidates whose check character would be no letter or digit (5 of
 * 37) are left out.
 */
export function* ticketIdsOf(commandId: string): Generator<string, never> {
  for (let n = 0; ; n++) {
    const characters = candidate(commandId, n);
    const check = ALPHABET[remainderOf(characters)];
    if (check !== undefined) yield characters + check;
  }
}

const refuse = (text: string, why: string) =>
  new DomainError<BadTicketId>('ticket.bad-id', `ticket id ${JSON.stringify(text.slice(0, 40))} ${why}`);

/**
 * A ticket id as a person wrote it, in its one stored form: lower case, hyphens and spaces, O for 0 and I or L for 1
 * are understood. Throws `ticket.bad-id` where it cannot be one.
 */
export const parseTicketId = (text: string): string => {
  const id = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (id.length !== LENGTH + 1)
    throw refuse(text, `has ${id.length} characters instead of ${LENGTH + 1}. Compare it with the original.`);
  const stranger = [...id].find((character) => !ALPHABET.includes(character));
  if (stranger !== undefined)
    throw refuse(text, `has a typo: no ticket id has the character '${stranger}'. Compare it with the original.`);
  if (ALPHABET[remainderOf(id.slice(0, LENGTH))] !== id[LENGTH])
    throw refuse(
      text,
      'has a typo: its check character does not fit. Compare it with the original, character by character.',
    );
  return id;
};

/** A ticket id as it is shown and said: `7K3M-9QXZ-4`. */
export const sayTicketId = (id: string): string => `${id.slice(0, 4)}-${id.slice(4, LENGTH)}-${id.slice(LENGTH)}`;
