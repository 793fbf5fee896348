import type { EngineHealth } from '#kernel';
import type { ServerRole } from '#settings';

/** What nothing can be done without, whatever the role: another store, or another time, is worse than none. */
const ALWAYS = ['event-store-identity', 'clock'];
const OF_THE_API = ['api-keys'];
/** Where consumers keep how far they came. */
const OF_CONSUMERS = ['read-store', 'disk'];
const isVital = ({ engine, state }: EngineHealth, roles: readonly ServerRole[]): boolean =>
  engine === 'event-store' ||
  (state !== 'unknown' && [...ALWAYS, ...(roles.includes('api') ? OF_THE_API : OF_CONSUMERS)].includes(engine));
const isUp = ({ state }: EngineHealth): boolean => state === 'up';

/** Whether a process can do what its roles are for: all of it, some of it, or nothing that is any good. */
export const readinessOf = (
  engines: readonly EngineHealth[],
  roles: readonly ServerRole[],
): 'ready' | 'degraded' | 'not-ready' => {
  if (engines.some((engine) => !isUp(engine) && isVital(engine, roles))) return 'not-ready';
  return engines.every(isUp) ? 'ready' : 'degraded';
};
