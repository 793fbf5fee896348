/** A program of the bench ends when the bench does, even if that was killed. */
export const endWithParent = (): void => {
  process.on('disconnect', () => process.exit(0));
};
