import { linkStreamNamed, subjectOf } from '../semantics/link-streams';
import { isMetastream } from '../semantics/metadata';
import type { StreamIdentifier } from './codec';
import { accessDenied, CODE } from './failure';
import type { NodeServices } from './node-services';
import { streamName } from './request-fields';

type Access = Pick<NodeServices, 'keepsStreams'>;

/** The name of a stream that somebody appends to. Throws `CallFailure` where it is no name, or where nobody may. */
export const appendableStream = (access: Access, identifier: StreamIdentifier | undefined): string => {
  const stream = unlinked(identifier);
  if (isMetastream(stream) && isKept(access, stream))
    throw denied(`The metadata of '${subjectOf(stream)}' stays as it is: this node truncates and hides nothing.`);
  return stream;
};

/** The name of a stream that somebody deletes, softly or for ever. Throws `CallFailure` likewise. */
export const removableStream = (access: Access, identifier: StreamIdentifier | undefined): string => {
  const stream = unlinked(identifier);
  if (isKept(access, stream)) throw denied(`'${stream}' stays: this node deletes no stream.`);
  return stream;
};

const unlinked = (identifier: StreamIdentifier | undefined): string => {
  const stream = streamName(identifier);
  if (linkStreamNamed(subjectOf(stream)) === undefined) return stream;
  throw denied(
    `'${stream}' is made of links to events, by a standard projection: nobody else may write to it or delete it.`,
  );
};

const isKept = ({ keepsStreams }: Access, stream: string): boolean =>
  keepsStreams && !subjectOf(stream).startsWith('$');

const denied = (why: string) => accessDenied(CODE.PERMISSION_DENIED, why);
