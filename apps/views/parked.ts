import { CannotLook, count, FOUND, named, withStores } from '#command-line';

/** Which tickets a view waits with, at which event, and why. Exit 1 where there are any. */
export const parkedCommand = (names: readonly string[], { json }: { json?: boolean }): Promise<void> =>
  withStores(async ({ views }) => {
    const chosen = named(names).map(({ name, version }) => `${name}@${version}`);
    const waiting = (await views.parked()).filter(({ consumer }) => chosen.includes(consumer));
    if (waiting.length > 0) process.exitCode = FOUND;
    if (json) {
      console.log(JSON.stringify(waiting));
      return;
    }
    console.log(waiting.length === 0 ? 'Nothing is parked.' : `${count(waiting.length, 'ticket')} parked.`);
    for (const { consumer, key, stream, revision, type, reason, waiting: events } of waiting) {
      console.log(`${consumer}  ${key}  ${stream}@${revision} ${type}: ${reason}`);
      console.log(`      ${count(Math.max(0, events - 1), 'event')} behind it. Once mended: ${retry(consumer, key)}`);
    }
  });

const retry = (consumer: string, key: string): string =>
  `npm run -s views -- retry ${consumer.replace(/@\d+$/, '')} ${key}`;

/** Folds what waits of one ticket. Exit 1 where the view cannot take it still. */
export const retryCommand = (name: string, ticketId: string): Promise<void> =>
  withStores(async ({ views, source }) => {
    const [projection] = named([name]);
    if (projection === undefined) return;
    const projector = await views.projector(projection);
    const parked = (await views.parked(projector.name)).find(({ key }) => key === ticketId);
    if (parked === undefined)
      throw new CannotLook(
        `${projector.name} does not wait with '${ticketId}'. npm run -s views -- parked shows what waits.`,
      );
    try {
      await projector.unpark(ticketId, (stream, from) => source.read(stream, from));
      console.log(`${projector.name} took ${count(parked.waiting, 'event')} of ${ticketId}.`);
    } catch (error) {
      console.error(`It waits on: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = FOUND;
    }
  });
