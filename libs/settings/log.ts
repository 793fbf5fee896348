import { pino } from 'pino';
import type { Log } from '#event-store';
import type { Config } from './config';

/** One JSON line an entry, on standard error: a fixed `msg`, facts as fields, nothing personal, no request's body. */
export const logFor = ({ logLevel }: Pick<Config, 'logLevel'>): Log =>
  pino(
    {
      level: logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['authorization', 'headers.authorization', '*.authorization'], remove: true },
    },
    pino.destination({ dest: 2, sync: true }),
  );
