import { createHash } from 'node:crypto';

// ADR 0003. What is derived here is stored for ever: a change makes retried commands take effect twice.

/** The namespace of everything that Faultline names: version 5 of `urn:faultline` in the URL namespace. */
const FAULTLINE = '934d8754-63b4-51d0-ae18-2e70c5a8bf47';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** RFC 9562 version 5: the same name in the same namespace is always the same id. */
export const uuidv5 = (namespace: string, name: string): string => {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** The id of a command, from what is said to be the same command: who, of which clients, and under which key. */
export const commandIdOf = (parts: readonly [who: string, ...rest: string[], key: string]): string =>
  uuidv5(FAULTLINE, JSON.stringify(parts));

/**
 * The id of the event at `index` of a command's decision. A command id that is no UUID is made one first. `writer`: the
 * life of the process that appends, where others may append the same command (ADR 35).
 */
export const eventIdOf = (commandId: string, index: number, writer?: string): string =>
  uuidv5(namespaceOf(commandId), writer === undefined ? String(index) : `${index} by ${writer}`);

/** The id of the event by which a request takes a command's id: the same request, the same event. */
export const claimIdOf = (commandId: string, requestHash: string): string =>
  uuidv5(namespaceOf(commandId), `claim/${requestHash}`);

const namespaceOf = (commandId: string): string =>
  UUID.test(commandId) ? commandId : uuidv5(FAULTLINE, JSON.stringify([commandId]));
