import { SingleBar } from 'cli-progress';

export type Progress = { readonly to: (done: number, total: number) => void; readonly stop: () => void };

/** A bar on stderr where a person looks at it; nothing in a pipe. `what` is a verb: "checked", "copied". */
export const progressBar = (what: string, unit: 'MB' | 'events' = 'MB'): Progress => {
  if (!process.stderr.isTTY) return { to: () => undefined, stop: () => undefined };
  const scale = unit === 'MB' ? 1e6 : 1;
  const format = `{bar} {percentage}%  {value} of {total} ${unit} ${what}, {eta_formatted} left`;
  const bar = new SingleBar({ format, stream: process.stderr, clearOnComplete: true, hideCursor: true, fps: 5 });
  let isOn = false;
  return {
    to: (done, total) => {
      const [value, all] = [Math.round(done / scale), Math.round(total / scale)];
      if (isOn) bar.update(value);
      else bar.start(all, value);
      isOn = true;
    },
    stop: () => {
      if (isOn) bar.stop();
    },
  };
};
