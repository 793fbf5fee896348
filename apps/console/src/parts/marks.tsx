// State is a word, a mark and a texture; colour comes fourth.

import type { SlaBoardClock, TicketPage } from '../types.gen';
import { inThrees, ON_HOLD, STATE } from '../words';

export const Priority = ({ is }: { is: string }) => <span className={`priority ${is.toLowerCase()}`}>{is}</span>;

/** In threes for the eye; digit by digit for who listens. */
export const Number9 = ({ id }: { id: string }) => (
  <span className="number">
    <span aria-hidden="true">{inThrees(id)}</span>
    <span className="unseen">{[...id].join(' ')}</span>
  </span>
);

export const State = ({ is }: { is: TicketPage['status'] }) => (
  <span className={ON_HOLD.includes(is) ? 'state on-hold' : 'state'}>
    {ON_HOLD.includes(is) && <i aria-hidden="true">❚❚</i>}
    {STATE[is]}
  </span>
);

const clockMark = ({ state, warnedPercent }: Pick<SlaBoardClock, 'state' | 'warnedPercent'>) => {
  if (state === 'breached') return ['breached', '!', 'breached'] as const;
  if (state === 'paused') return ['on-hold', '❚❚', 'on hold'] as const;
  if (state === 'met') return ['met', '✓', 'met'] as const;
  return warnedPercent > 0 ? (['warned', '◔', 'due soon'] as const) : (['', '', ''] as const);
};
export const ClockWord = ({ clock }: { clock: Pick<SlaBoardClock, 'target' | 'state' | 'warnedPercent'> }) => {
  const [kind, mark, said] = clockMark(clock);
  return (
    <span className={`clock-word ${kind}`}>
      {mark && <i aria-hidden="true">{mark}</i>}
      {clock.target}
      {said && <span className="unseen"> {said}</span>}
    </span>
  );
};

export const Key = ({ is }: { is: string }) => (
  <span aria-hidden="true">
    <kbd>{is}</kbd>
  </span>
);
