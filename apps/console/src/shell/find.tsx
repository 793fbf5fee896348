import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { call } from '../lib/call';
import { go } from '../lib/router';
import { Dialog } from '../parts/dialog';
import { Number9, Priority, State } from '../parts/marks';
import type { ListedTicket } from '../types.gen';
import type { STAFF_SCREENS } from './screens';

const NUMBER = /^[0-9a-hjkmnp-tv-z]{9}$/i;
const asNumber = (text: string) => text.replace(/[\s-]/g, '');

export const Find = ({ screens, close }: { screens: typeof STAFF_SCREENS; close: () => void }) => {
  const [text, setText] = useState('');
  const [chosen, choose] = useState(0);
  const words = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ['find', words],
    enabled: words.length > 1,
    queryFn: async ({ signal }) => (await call('GET /tickets', { query: { q: words, limit: 8 }, signal })).data.rows,
    placeholderData: (before) => before,
  });
  const number = asNumber(words);
  const places = [
    ...(NUMBER.test(number)
      ? [{ to: `/tickets/${number.toUpperCase()}`, name: `Ticket ${number.toUpperCase()}` }]
      : []),
    ...screens
      .filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()))
      .map(({ path, title }) => ({ to: path, name: title })),
  ];
  const tickets: readonly ListedTicket[] = words.length > 1 ? (found.data ?? []) : [];
  const all = [...tickets.map(({ ticketId }) => `/tickets/${ticketId}`), ...places.map(({ to }) => to)];
  const open = (to: string | undefined) => {
    if (to === undefined) return;
    close();
    go(to);
  };
  const MOVES: Readonly<Record<string, () => void>> = {
    ArrowDown: () => choose(Math.min(chosen + 1, all.length - 1)),
    ArrowUp: () => choose(Math.max(chosen - 1, 0)),
    Enter: () => open(all[chosen]),
  };
  return (
    <Dialog title="Find" close={close}>
      <input
        className="find-text"
        type="search"
        aria-label="A number, words of a ticket, or a screen"
        placeholder="A number, words of a ticket, or a screen"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          choose(0);
        }}
        onKeyDown={(event) => {
          const move = MOVES[event.key];
          if (!move) return;
          event.preventDefault();
          move();
        }}
      />
      <ul className="found">
        {tickets.map((ticket, at) => (
          <li key={ticket.ticketId}>
            <button type="button" className={at === chosen ? 'chosen' : ''} onClick={() => open(all[at])}>
              <Priority is={ticket.priority} /> <span className="what">{ticket.summary}</span> {ticket.client}
              <State is={ticket.status} /> <Number9 id={ticket.ticketId} />
            </button>
          </li>
        ))}
        {places.map(({ to, name }, at) => (
          <li key={to}>
            <button type="button" className={tickets.length + at === chosen ? 'chosen' : ''} onClick={() => open(to)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
      {words.length > 1 && all.length === 0 && !found.isFetching && (
        <p className="quiet">Nothing has all of these words.</p>
      )}
    </Dialog>
  );
};
