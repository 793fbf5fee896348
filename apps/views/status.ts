import Table from 'cli-table3';
import { named, type Opened, withStores } from '#command-line';
import type { AnyProjection, ProjectionStatus } from '#read-store';

type Lag = { readonly events: number; readonly orMore: boolean; readonly ms: number };
type ViewStatus = { readonly name: string; readonly status?: ProjectionStatus; readonly lag: Lag };

/** How each view stands: which table answers, how far it is behind, what waits, what is being filled. */
export const statusCommand = (names: readonly string[], { json }: { json?: boolean }): Promise<void> =>
  withStores(async (opened) => {
    const lines: ViewStatus[] = [];
    for (const projection of named(names)) lines.push(await lineOf(opened, projection));
    if (json) {
      console.log(JSON.stringify(lines));
      return;
    }
    const table = new Table({
      head: ['view', 'table', 'behind', 'parked', 'rebuild'],
      style: { head: [], border: [] },
      colAligns: ['left', 'left', 'right', 'right', 'left'],
    });
    for (const { name, status, lag } of lines)
      table.push([name, tableIn(status), behind(lag), status?.parked ?? 0, rebuilding(status)]);
    console.log(table.toString());
    const waiting = lines.filter(({ status }) => (status?.parked ?? 0) > 0);
    if (waiting.length > 0) console.log('What is parked, and why: npm run -s views -- parked');
  });

const lineOf = async ({ views, source }: Opened, projection: AnyProjection): Promise<ViewStatus> => {
  const status = await views.status(projection);
  const { events, more, oldestAt } = await source.backlog(status?.checkpoint ?? 'start', projection.streams);
  const ms = oldestAt === undefined ? 0 : Math.max(0, Date.now() - Date.parse(oldestAt));
  const lag = { events, orMore: more, ms };
  return { name: `${projection.name}@${projection.version}`, ...(status && { status }), lag };
};

const tableIn = (status: ProjectionStatus | undefined): string => {
  if (status === undefined) return 'none: no projector of this build has run yet';
  return status.ready ? status.table : `${status.table} (does not answer yet)`;
};
const behind = ({ events, orMore, ms }: Lag): string =>
  events === 0 ? '0' : `${events.toLocaleString('en-US')}${orMore ? ' or more' : ''}, ${duration(ms)}`;
const duration = (ms: number): string =>
  ms < 10_000 ? `${ms} ms` : `${Math.round(ms / 1000).toLocaleString('en-US')} s`;

const rebuilding = (status: ProjectionStatus | undefined): string => {
  if (!status?.filling) return '';
  const { table, percent } = status.filling;
  return `${table}${percent === undefined ? '' : `, ${percent} %`}`;
};
