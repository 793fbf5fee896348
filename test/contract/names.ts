import { randomUUID } from 'node:crypto';
import { givenUrl } from '../programs/some-store';

/** On a server that is shared, what was left there is known by its beginning. */
const PREFIX = givenUrl() === undefined ? '' : `run-${randomUUID().slice(0, 8)}-`;

/** A stream that nobody else has, whose name says what it is about. */
export const streamNamed = (about: string) => `${PREFIX}${about}-${randomUUID()}`;
