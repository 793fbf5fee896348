import { type ReactNode, useEffect, useRef } from 'react';

type Props = { title: string; close: () => void; children: ReactNode; as?: 'sheet' | 'card' };

/** The browser's own dialog: it keeps the focus, closes on Escape, and lies above everything. */
export const Dialog = ({ title, close, children, as = 'card' }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // The browser would choose the close button, on which a space closes it.
    dialog.current?.querySelector<HTMLElement>('[data-first], .find-text, form [type=submit]')?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the browser's own way to close it.
    <dialog
      ref={dialog}
      className={as}
      aria-label={title}
      onClose={close}
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
    >
      <div className="dialog-body">
        <header>
          <h2>{title}</h2>
          <button type="button" className="plain close" aria-label="Close" onClick={() => dialog.current?.close()}>
            ✕
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
};
