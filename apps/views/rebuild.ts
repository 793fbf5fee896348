import { CannotLook, count, named, type Opened, progressBar, withStores } from '#command-line';
import type { AnyProjection, Rebuild } from '#read-store';

/** Beside a server that lives on a transaction is kept short; it waits for the same file. */
const GATHER = { embedded: 10_000, shared: 4_000 };

/** Fills tables beside those that answer; they answer until the new ones have come as far, and are dropped then. */
export const rebuildCommand = (names: readonly string[], { all }: { all?: boolean }): Promise<void> => {
  if (names.length === 0 && !all)
    throw new CannotLook(
      `Name the views, or --all. Views are: ${named([])
        .map(({ name }) => name)
        .join(', ')}.`,
    );
  return withStores(async (opened) => {
    const projections = named(all ? [] : names);
    const from = performance.now();
    const rebuilds: Rebuild[] = [];
    for (const projection of projections) rebuilds.push(await begin(opened, projection));
    const bar = progressBar('read');
    let events = 0;
    try {
      for (let open = rebuilds; open.length > 0; open = open.filter(({ done }) => !done))
        events += await opened.source.feed(
          open.map(({ consumer }) => consumer),
          { progress: bar.to },
        );
    } finally {
      bar.stop();
    }
    const seconds = (performance.now() - from) / 1000;
    const rate = Math.round(events / seconds).toLocaleString('en-US');
    console.log(`Read ${count(events, 'event')} in ${seconds.toFixed(1)} s (${rate} a second).`);
    for (const projection of projections) console.log(await describeRebuild(opened, projection));
  });
};

const begin = async ({ views, source, isEmbedded }: Opened, projection: AnyProjection): Promise<Rebuild> => {
  const projector = await views.projector(projection);
  const { checkpoint = 'start', filling } = (await views.status(projection)) ?? {};
  // A table that was filled from another store, or a newer backup, is never caught up with; it makes way all the same.
  const force = checkpoint !== 'start' && !(await source.holds(checkpoint));
  const begun = filling?.checkpoint ?? 'start';
  const restart = begun !== 'start' && !(await source.holds(begun));
  return projector.rebuild({ force, restart, gather: isEmbedded ? GATHER.embedded : GATHER.shared });
};

const describeRebuild = async ({ views }: Opened, projection: AnyProjection): Promise<string> => {
  const { table = '', parked = 0, name = projection.name } = (await views.status(projection)) ?? {};
  const rows = await views.view(projection).count();
  const waits = parked === 0 ? '' : `; ${count(parked, 'ticket')} parked: npm run -s views -- parked`;
  return `${name} answers from ${table}: ${count(rows, 'row')}${waits}`;
};
