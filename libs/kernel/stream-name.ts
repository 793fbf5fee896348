// How streams are called: a category, a hyphen, and the id of what the stream is about. Built and taken apart here alone.

/** `ticket-7`: the storage format. */
export const streamOf = (category: string, id: string): string => `${category}-${id}`;

/** How the names of a category's streams begin, as consumers name what they read. */
export const prefixOf = (category: string): string => `${category}-`;

/** The category; '' where the name has none. */
export const categoryOf = (stream: string): string => stream.slice(0, Math.max(0, stream.indexOf('-')));

/** What the stream is about, the same in every category: `7` for `ticket-7`, `sla-7` and `billing-7`. */
export const subjectOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
