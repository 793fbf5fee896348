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
    const first = waiting.filter(({ reason }) => reason !== undefined);
    console.log(waiting.length === 0 ? 'Nothing is parked.' : `${count(first.length, 'ticket')} parked.`);
    for (const { consumer, sequence, stream, revision, type, reason } of first) {
      const behind = waiting.filter((event) => event.consumer === consumer && event.sequence === sequence).length - 1;
      console.log(`${consumer}  ${sequence}  ${stream}@${revision} ${type}: ${reason}`);
      console.log(`      ${count(behind, 'event')} behind it. Once mended: ${retry(consumer, sequence)}`);
    }
  });

const retry = (consumer: string, sequence: string): string =>
  `npm run -s views -- retry ${consumer.replace(/@\d+$/, '')} ${sequence}`;

/** Folds what waits of one ticket. Exit 1 where the view cannot take it still. */
export const retryCommand = (name: string, sequence: string): Promise<void> =>
  withStores(async ({ views, source }) => {
    const [projection] = named([name]);
    if (projection === undefined) return;
    const projector = await views.projector(projection);
    const waiting = (await views.parked(projector.name)).filter((event) => event.sequence === sequence);
    if (waiting.length === 0)
      throw new CannotLook(
        `${projector.name} does not wait with '${sequence}'. npm run -s views -- parked shows what waits.`,
      );
    try {
      await projector.unpark(sequence, (stream, from) => source.read(stream, from));
      console.log(`${projector.name} took ${count(waiting.length, 'event')} of ${sequence}.`);
    } catch (error) {
      console.error(`It waits on: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = FOUND;
    }
  });
