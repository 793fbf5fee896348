import type { ServerResponse } from 'node:http';

/** Whoever leaves this much unread is hung up on, and says when it comes back where it was. */
export const UNREAD_MAX = 256 * 1024;

/** Writes what can be sent later as well: nobody who reads slowly is waited for, or remembered without end. */
export const tell = (raw: ServerResponse, text: string): void => {
  if (raw.destroyed || raw.writableEnded) return;
  raw.write(text);
  if (raw.writableLength > UNREAD_MAX) raw.destroy();
};
