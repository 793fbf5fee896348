/** Ctrl-C ends what was started as well: leaving by `exit` does that, dying by a signal would not. */
export const interruptible = (): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(130));
  }
};
