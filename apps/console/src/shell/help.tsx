import { useState } from 'react';
import { keysAreOn, switchKeys } from '../lib/keys';
import { Dialog } from '../parts/dialog';
import type { STAFF_SCREENS } from './screens';

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['/  or  Ctrl K', 'Find a ticket, words, a screen'],
  ['j  k', 'Down and up in a list'],
  ['Enter', 'Open'],
  ['u', 'Take over an order that has changed'],
  ['1 – 4,  0', 'On the board: one priority; all'],
  ['1 – 7', 'In a fault review: an answer'],
  ['.', 'On a ticket: all that you can do now'],
  ['t', 'On a ticket: time travel'],
  ['Ctrl Enter', 'Send what you are writing'],
  ['Esc', 'One level back'],
];

export const Help = ({ screens, close }: { screens: typeof STAFF_SCREENS; close: () => void }) => {
  const [on, setOn] = useState(keysAreOn);
  const all = [...screens.flatMap(({ key, title }) => (key ? [[`g  ${key}`, title] as const] : [])), ...KEYS];
  return (
    <Dialog title="Keys" close={close}>
      <dl className="keys">
        {all.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input
          type="checkbox"
          checked={on}
          onChange={() => {
            switchKeys(!on);
            setOn(!on);
          }}
        />
        Single keys do something
      </label>
      <p className="quiet">
        The words of this desk are explained in <a href="/docs">the description of the API</a>.
      </p>
    </Dialog>
  );
};
