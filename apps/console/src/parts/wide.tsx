import type { ReactNode } from 'react';

/** What may be wider than the page scrolls by itself, by keyboard too. */
export const Wide = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
  <section className="wide" aria-label={label} tabIndex={0}>
    {children}
  </section>
);
