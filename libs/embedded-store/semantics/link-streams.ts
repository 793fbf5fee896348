// The streams of links that a server's standard projections write: which there are, and which events they link.
import { isMetastream, LINK_TYPE, METADATA_TYPE, originalOf, TOMBSTONE_TYPE } from './metadata';

/** `$ce-ticket` is by the category 'ticket', `$et-TicketOpened` by that type. */
export type LinkStreamName = { readonly by: 'category' | 'type'; readonly key: string };

const PREFIXES = { category: '$ce-', type: '$et-' } as const;
/** Under this key a server's projections put what deletes a stream, softly or for ever. */
const DELETED = '$deleted';

/** Undefined where a stream of this name is one like any other. */
export const linkStreamNamed = (stream: string): LinkStreamName | undefined => {
  for (const by of ['category', 'type'] as const)
    if (stream.startsWith(PREFIXES[by])) return { by, key: stream.slice(PREFIXES[by].length) };
  return undefined;
};

/** What stands before the first dash of a stream's name. System streams have none, nor have names that begin with it. */
const categoryOf = (stream: string): string | undefined => {
  const dash = stream.indexOf('-');
  return dash > 0 && !stream.startsWith('$') ? stream.slice(0, dash) : undefined;
};

/** The stream that an event is about: of a metastream, the one that it describes. */
export const subjectOf = (stream: string): string => (isMetastream(stream) ? originalOf(stream) : stream);

/** Whether events about this stream can be in a link stream at all: those about system streams never are. */
export const mayLink = ({ by, key }: LinkStreamName, subject: string): boolean =>
  by === 'category' ? categoryOf(subject) === key : !subject.startsWith('$');

/** Whether an event that `mayLink` is linked; where that depends on whether it deletes a stream softly, that is asked. */
export type Linking = 'yes' | 'no' | 'where it deletes' | 'where it does not delete';
export const linking = ({ by, key }: LinkStreamName, isMeta: boolean, type: string): Linking => {
  const mayDelete = isMeta && type === METADATA_TYPE;
  if (by === 'category') {
    if (!isMeta) return 'yes';
    return mayDelete ? 'where it deletes' : 'no';
  }
  if (mayDelete && key === DELETED) return 'where it deletes';
  if (mayDelete && key === METADATA_TYPE) return 'where it does not delete';
  const indexedAs = !isMeta && type === TOMBSTONE_TYPE ? DELETED : type;
  return indexedAs === key && type !== LINK_TYPE ? 'yes' : 'no';
};
