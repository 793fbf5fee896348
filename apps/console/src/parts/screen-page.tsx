import { type ReactNode, useEffect } from 'react';

/** What the browser's tab is called. */
export const useTitle = (title: string): void => {
  useEffect(() => {
    document.title = `${title} · Faultline`;
  }, [title]);
};

/** A screen with its one heading; `beside` is what stands in the bar behind it. */
export const ScreenPage = ({ title, beside, children }: { title: string; beside?: ReactNode; children: ReactNode }) => {
  useTitle(title);
  return (
    <div className="page">
      <header className="bar">
        <h1>{title}</h1>
        {beside}
      </header>
      {children}
    </div>
  );
};
