import { BadConfig } from './config';

/** Errors whose message is a sentence for whoever starts the server. */
const SELF_EXPLANATORY = [
  'BadConfig',
  'BadStoreUrl',
  'StoreMismatch',
  'StoreUnavailable',
  'StoreRefused',
  'ReadStoreUnavailable',
  'KeyFileRefused',
  'KeysUnreadable',
  'CannotStart',
  'StoreLocked',
  'DamagedLog',
  'PolicyInvalid',
  'KafkaUnavailable',
];

type SystemError = NodeJS.ErrnoException & { port?: number; address?: string };

const BY_CODE: Readonly<Record<string, (error: SystemError) => string>> = {
  EADDRINUSE: ({ port, address }) =>
    `Port ${port} on ${address} is taken. Set PORT to another one (0 takes any), or stop what listens there.`,
  EADDRNOTAVAIL: ({ address }) => `This machine has no address ${address}. Set HOST to one that it has.`,
  EACCES: ({ path, port }) =>
    path === undefined
      ? `Port ${port} is not for this user. Set PORT to one above 1023.`
      : `${path} cannot be written. Set DATA_DIR to a directory that this user owns.`,
  EPERM: ({ path }) => `${path} cannot be written. Set DATA_DIR to a directory that this user owns.`,
  EROFS: ({ path }) => `${path} is on a read-only disk. Set DATA_DIR to a directory that can be written.`,
  ENOTDIR: ({ path }) => `${path} lies under something that is no directory. Set DATA_DIR to a directory.`,
  EEXIST: ({ path }) => `${path} is there and is no directory. Set DATA_DIR to a directory.`,
  ENOENT: ({ path }) => `${path} cannot be made. Set DATA_DIR to a directory that can be written.`,
  ENOSPC: ({ path }) => `The disk of ${path} is full. Make room, then start again.`,
};

/** Why the server does not start, in one line where that is enough. */
export const startupErrorMessage = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof BadConfig || SELF_EXPLANATORY.includes(error.name)) return error.message;
  const { code = '' } = error as SystemError;
  return BY_CODE[code]?.(error as SystemError) ?? `${error.stack}`;
};
