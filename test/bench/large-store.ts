import { join } from 'node:path';
import { scratch } from '../programs/scratch';
import { fillStore } from './store-nodes';

export const MILLION = 1_000_000;

let made: Promise<string> | undefined;

/** A store of a million events, as a crash left it. Made once a run: it takes a while. */
export const largeStore = (row: string): Promise<string> => {
  made ??= make(row);
  return made;
};

const make = async (row: string): Promise<string> => {
  const directory = join(scratch('million'), 'store');
  await fillStore(row, directory, MILLION);
  return directory;
};
