// What the command line's programs share: the stores that the environment names, how they are read, how a person is told.
export { compare, Halted, handOver, type Sealed } from './feed';
export { openLog } from './from-log';
export { CannotLook, named, type Opened, withStores } from './opened';
export { progressBar } from './progress';
export { type Source, throughClient } from './source';
export { isExport, type PlacedStored, storedInExport, storedInLog, streamsInLog } from './stored-events';
export { count, FOUND, size } from './words';
