// A command as people are told of it: what it is called, where it is said, what is still to be filled in; or why it is not
// possible now. Of tickets and of money alike.

import type { Role } from '#identity/principal';

/** Declared once for each command; controllers, pages and the description of the API read it. */
export type CommandRow = {
  /** Below `/tickets/{ticketId}/`, with `{…}` where it is about one thing of several. */
  readonly path: string;
  readonly roles: readonly Role[];
  /** As on a button. */
  readonly label: string;
  /** What it is for, in a line. */
  readonly summary: string;
  /** What the body says in any case, where several commands share a route. */
  readonly preset?: Readonly<Record<string, string | boolean>>;
  /** It takes two people: `sometimes` where that depends on who says it and what it moves. The answer is 202 then. */
  readonly needsSecond?: 'always' | 'sometimes';
};
/** What stands for a `{…}` of the path: one of `values`, `value` where one of them is the obvious one. */
export type CommandParam = { readonly name: string; readonly values: readonly string[]; readonly value?: string };
export type LegalCommand = {
  readonly command: string;
  readonly label: string;
  readonly method: 'POST';
  /** With `{…}` filled in where one value is the obvious one. */
  readonly path: string;
  /** Where the description of the API has its body: `POST /tickets/{ticketId}/cycles/{cycle}/determination`. */
  readonly operation: string;
  readonly preset?: CommandRow['preset'];
  readonly params?: readonly CommandParam[];
  readonly needsSecond?: CommandRow['needsSecond'];
};
/** What a role may say of a ticket, but not as this one stands, and why. */
export type NotNow = { readonly command: string; readonly label: string; readonly why: string };

export const offerOf = (
  ticketId: string,
  command: string,
  { path, label, preset, needsSecond }: CommandRow,
  params: readonly CommandParam[] = [],
): LegalCommand => {
  const filled = params.reduce((to, { name, value }) => (value ? to.replace(`{${name}}`, value) : to), path);
  return {
    command,
    label,
    method: 'POST',
    path: `/tickets/${ticketId}/${filled}`,
    operation: `POST /tickets/{ticketId}/${path}`,
    ...(preset && { preset }),
    ...(params.length > 0 && { params }),
    ...(needsSecond && { needsSecond }),
  };
};
