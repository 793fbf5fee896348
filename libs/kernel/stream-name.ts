// How streams are called: a category, a hyphen, and the id of what the stream is about. Built and taken apart here alone; a
// prefix that consumers name (`ticket-`) is a category and the hyphen.

/** `ticket-7`: the storage format. */
export const streamOf = (category: string, id: string): string => `${category}-${id}`;

/** The category; '' where the name has none. */
export const categoryOf = (stream: string): string => stream.slice(0, Math.max(0, stream.indexOf('-')));

/** What the stream is about, the same in every category: `7` for `ticket-7`, `sla-7` and `billing-7`. */
export const subjectOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
