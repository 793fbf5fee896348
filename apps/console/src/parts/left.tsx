import { serverNow } from '../lib/time';
import { leftText } from './ticking';

/** What is left until an instant, ticking; `+… over` once it has passed. */
export const Left = ({ due }: { due: string | null }) => {
  if (due === null) return <span className="left still">on hold</span>;
  const at = Date.parse(due);
  return (
    <span className="left">
      <b data-due={at} className={at < serverNow() ? 'over' : ''}>
        {leftText(at)}
      </b>
      <small> over</small>
    </span>
  );
};
