// Which screens there are, who has them, and how they are reached. A screen is loaded when it is first asked for.

import { type ComponentType, lazy } from 'react';
import type { IconName } from '../parts/icon';
import type { Principal } from '../types.gen';

export type ScreenProps = { readonly who: Principal; readonly part: string | undefined };
type Screen = {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  /** Behind `g`. */
  readonly key?: string;
  readonly roles?: readonly string[];
  readonly View: ComponentType<ScreenProps>;
  /** Which number of what waits stands beside it. */
  readonly count?: 'triage' | 'reviews' | 'holds';
};

const Board = lazy(() => import('../screens/board/board'));
const Triage = lazy(() => import('../screens/triage/triage'));
const Reviews = lazy(() => import('../screens/reviews/reviews'));
const Holds = lazy(() => import('../screens/money/holds'));
const Ledger = lazy(() => import('../screens/money/ledger'));
const Search = lazy(() => import('../screens/search/search'));
const Statistics = lazy(() => import('../screens/statistics/statistics'));
const Audit = lazy(() => import('../screens/audit/audit'));
const Policies = lazy(() => import('../screens/policies/policies'));
const Health = lazy(() => import('../screens/health/health'));
const OnCall = lazy(() => import('../screens/on-call/on-call'));
const Outages = lazy(() => import('../screens/outages/outages'));
const Clients = lazy(() => import('../screens/clients/clients'));
const OwnTickets = lazy(() => import('../screens/client/own-tickets'));
const OwnTicket = lazy(() => import('../screens/client/own-ticket'));
const Ticket = lazy(() => import('../screens/ticket/ticket'));

const MONEY = ['billing', 'supervisor', 'auditor'];
const STUCK = ['agent', 'engineer', 'on-call', 'supervisor', 'billing', 'auditor'];

export const STAFF_SCREENS: readonly Screen[] = [
  { path: '/', title: 'SLA board', icon: 'board', key: 'b', View: Board },
  { path: '/triage', title: 'Triage', icon: 'triage', key: 't', View: Triage, count: 'triage' },
  { path: '/reviews', title: 'Fault reviews', icon: 'reviews', key: 'f', View: Reviews, count: 'reviews' },
  { path: '/holds', title: 'Billing holds', icon: 'holds', key: 'h', View: Holds, count: 'holds' },
  { path: '/on-call', title: 'On call', icon: 'phone', key: 'o', View: OnCall },
  { path: '/outages', title: 'Outages', icon: 'outages', key: 'u', View: Outages },
  { path: '/clients', title: 'Clients', icon: 'clients', key: 'c', View: Clients },
  { path: '/ledger', title: 'Ledger', icon: 'ledger', key: 'l', View: Ledger, roles: MONEY },
  { path: '/tickets', title: 'Search', icon: 'find', key: 'i', View: Search },
  { path: '/statistics', title: 'Statistics', icon: 'statistics', key: 's', View: Statistics },
  { path: '/audit', title: 'Audit', icon: 'audit', key: 'a', View: Audit, roles: MONEY },
  { path: '/policies', title: 'Policies', icon: 'policies', key: 'p', View: Policies },
  { path: '/health', title: 'Health', icon: 'health', key: 'e', View: Health, roles: STUCK },
];
const CLIENT_SCREENS: readonly Screen[] = [
  { path: '/', title: 'Your tickets', icon: 'tickets', key: 'b', View: OwnTickets },
];

export const screensFor = ({ role }: Principal, isOutside: boolean): readonly Screen[] =>
  isOutside ? CLIENT_SCREENS : STAFF_SCREENS.filter(({ roles }) => !roles || roles.includes(role));

/** The screen of a path; `part` is what follows it. Nothing where there is none, or not for this role. */
export const screenAt = (path: string, screens: readonly Screen[], isOutside: boolean) => {
  const ticket = /^\/tickets\/([^/]+)/.exec(path);
  if (ticket) return { View: isOutside ? OwnTicket : Ticket, part: ticket[1]?.toUpperCase(), at: undefined };
  const found = screens
    .toSorted((a, b) => b.path.length - a.path.length)
    .find((one) => path === one.path || (one.path !== '/' && path.startsWith(`${one.path}/`)));
  return found && { View: found.View, part: path.slice(found.path.length + 1) || undefined, at: found.path };
};
