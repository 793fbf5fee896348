// Files for a ticket: chosen, dropped, or pasted. Each has a key of its own, so that on a broken line it is sent again and
// stored once.

import { useQueryClient } from '@tanstack/react-query';
import { type ClipboardEvent, type DragEvent, type FormEvent, useId, useState } from 'react';
import { attach, Refused } from '../lib/call';
import type { LegalCommand, TicketPage } from '../types.gen';
import { Dialog } from './dialog';
import { Key } from './marks';

type Chosen = {
  readonly file: File;
  readonly key: string;
  readonly state: 'waits' | 'stored' | 'refused';
  readonly says?: string;
};
const SIZES = ['bytes', 'kB', 'MB', 'GB'] as const;
const sizeSaid = (bytes: number): string => {
  const power = Math.min(SIZES.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${SIZES[power]}`;
};

type Props = { command: LegalCommand; page: Pick<TicketPage, 'ticketId'>; close: () => void };
export const FileSheet = ({ command: { label }, page: { ticketId }, close }: Props) => {
  const id = useId();
  const queries = useQueryClient();
  const [chosen, choose] = useState<readonly Chosen[]>([]);
  const [busy, setBusy] = useState(false);
  const take = (files: FileList | null) =>
    choose((before) => [
      ...before,
      ...[...(files ?? [])].map((file) => ({ file, key: crypto.randomUUID(), state: 'waits' }) as const),
    ]);
  const mark = (key: string, change: Partial<Chosen>) =>
    choose((before) => before.map((one) => (one.key === key ? { ...one, ...change } : one)));
  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    if (busy) return;
    setBusy(true);
    let all = chosen.length > 0;
    for (const { file, key } of chosen.filter(({ state }) => state !== 'stored'))
      try {
        await attach(ticketId, file, key);
        mark(key, { state: 'stored', says: 'stored' });
      } catch (error) {
        all = false;
        mark(key, { state: 'refused', says: error instanceof Refused ? error.message : String(error) });
      }
    setBusy(false);
    void queries.invalidateQueries({ queryKey: ['ticket', ticketId] });
    if (all) close();
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  };
  const paste = (event: ClipboardEvent) => take(event.clipboardData.files);
  return (
    <Dialog title={label} close={close} as="sheet">
      <form
        onSubmit={(event) => void send(event)}
        onKeyDown={({ key, ctrlKey }) => key === 'Enter' && ctrlKey && void send()}
        onDrop={drop}
        onDragOver={(event) => event.preventDefault()}
        onPaste={paste}
      >
        <p className="quiet">
          Photographs, logs, configurations: up to 1 GiB each. They may be dropped or pasted here.
        </p>
        <div className="field">
          <label htmlFor={id}>Files</label>
          <input id={id} type="file" multiple data-first onChange={({ target }) => take(target.files)} />
        </div>
        <ul className="files" aria-live="polite">
          {chosen.map(({ file, key, state, says }) => (
            <li key={key} className={state}>
              {file.name} <span className="quiet">{sizeSaid(file.size)}</span> {says}
            </li>
          ))}
        </ul>
        <footer>
          <button type="submit" className="button main" disabled={busy || chosen.length === 0}>
            {busy ? 'Sending …' : label} <Key is="Ctrl ↵" />
          </button>
          <small className="quiet">Nothing is ever deleted: this adds an event.</small>
        </footer>
      </form>
    </Dialog>
  );
};
