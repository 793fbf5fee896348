import { catchUp, contest, fill, linedStore } from '../../outages/lined-store';
import { interruptible } from '../interruptible';
import type { Row } from './row';

const EVENTS = 20_000;
const [READS, WRITERS] = [200, 8];

/** The store behind a long line (100 ms each way), and behind a narrow one (1 Mbit/s) that all of a desk reads over. */
export const slowLine = async (): Promise<readonly Row[]> => {
  interruptible();
  const lined = await linedStore();
  try {
    const { line, store } = lined;
    await fill(store, 'ticket-long', EVENTS, 200);
    const near = await catchUp(store, EVENTS);
    line.become({ delayMs: 100 });
    const far = await catchUp(store, EVENTS);
    line.become({});
    await fill(store, 'ticket-big', 200, 1_000);
    line.become({ bytesPerSecond: 125_000, delayMs: 10 });
    const { answered, refused, appendP99Ms, appendsFailed } = await contest(store, 'ticket-big', READS, WRITERS);
    return [
      {
        name: 'catch-up-far',
        value: far,
        unit: 'events/s',
        reference: 'the same without the delay',
        referenceValue: near,
        ratio: far / near,
        goal: '≥ 2,000',
        met: far >= 2_000,
      },
      {
        name: 'writers-narrow',
        value: appendP99Ms,
        unit: 'ms (p99)',
        reference: `${READS} big reads beside them: ${answered} answered, ${refused} refused; appends failed: ${appendsFailed}`,
        referenceValue: 5_000,
        ratio: appendP99Ms / 5_000,
        goal: '≤ 5,000',
        met: appendP99Ms <= 5_000 && appendsFailed === 0 && answered + refused === READS,
      },
    ];
  } finally {
    await lined.close();
  }
};
