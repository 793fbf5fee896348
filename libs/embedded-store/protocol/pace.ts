/** How many events are brought and sent at a time. */
export const PAGE = 256;

/** Lets appends and other readers have their turn. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
