import type { AnchorHTMLAttributes, MouseEvent, Ref } from 'react';
import { go, hrefOf } from '../lib/router';

/** A place on this page; with a modifier, or the middle button, it opens as any link does. */
export const Link = ({
  to,
  ...rest
}: { to: string; ref?: Ref<HTMLAnchorElement> } & AnchorHTMLAttributes<HTMLAnchorElement>) => {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(to);
  };
  return <a {...rest} href={hrefOf(to)} onClick={follow} />;
};
