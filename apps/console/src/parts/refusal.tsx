import type { Refused } from '../lib/call';
import { sentenceOf } from '../lib/sentences';
import { clockTime } from '../lib/time';
import type { TimelineLine } from '../types.gen';

type Props = {
  refused: Refused | undefined;
  overtakenBy: readonly TimelineLine[];
  zone: string;
  again: () => void;
};
/** What the server said to a command, and what to do about it. */
export const Refusal = ({ refused, overtakenBy, zone, again }: Props) => {
  if (!refused) return null;
  if (refused.status === 412) return <Overtaken by={overtakenBy} zone={zone} />;
  const isUnsure = refused.status === 0 || refused.status === 503 || refused.status === 429;
  return (
    <div className="fault" role="alert">
      <b>{refused.title}</b>
      <p>{refused.message}</p>
      {isUnsure && (
        <button type="button" className="button" onClick={again}>
          Send it again: it is done once, whatever happens
        </button>
      )}
    </div>
  );
};

const Overtaken = ({ by, zone }: { by: readonly TimelineLine[]; zone: string }) => (
  <div className="fault" role="alert">
    <b>Somebody was faster</b>
    <p>The ticket has changed since you opened this form. Nothing was saved. Meanwhile:</p>
    <ul>
      {by.map((line) => (
        <li key={`${line.stream}${line.revision}`}>
          {clockTime(line.recordedAt, zone)} {sentenceOf(line).title} <span className="quiet">{line.by?.id}</span>
        </li>
      ))}
      {by.length === 0 && <li>It changes faster than it can be read.</li>}
    </ul>
    <p>If your decision still holds, send it once more.</p>
  </div>
);
