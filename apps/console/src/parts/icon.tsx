const PATHS = {
  board: 'M4 14a8 8 0 1 1 16 0M12 14l4-4M4 18h16',
  triage: 'M3 13l3-8h12l3 8v6H3zM3 13h5l2 3h4l2-3h5',
  reviews: 'M14 4l6 6-3 3-6-6zM12.500 8.500 4 17l3 3 8.500-8.500M13 21h8',
  holds: 'M8 4h8v3H8zM6 5H5v16h14V5h-1M9 12h6M9 16h6',
  ledger: 'M4 10l8-5 8 5M5 10h14M7 10v8M12 10v8M17 10v8M4 19h16',
  audit: 'M7 4h11v14a2 2 0 0 1-2 2H6a2 2 0 0 0 2-2zM8 18V6a2 2 0 0 0-4 0v2h4M11 9h4M11 13h4',
  policies: 'M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7',
  health:
    'M12 20s-8-5-8-10.500A4.500 4.500 0 0 1 12 7a4.500 4.500 0 0 1 8 2.500C20 15 12 20 12 20zM5 12h4l2-3 2 5 1-2h5',
  statistics: 'M4 20V4M4 20h16M8 17v-5M12 17V8M16 17v-3',
  find: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5',
  tickets: 'M4 7h16v4a2 2 0 0 0 0 4v4H4v-4a2 2 0 0 0 0-4z',
  moon: 'M20 14A8 8 0 1 1 10 4a6.500 6.500 0 0 0 10 10z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM5 20a7 7 0 0 1 14 0',
  clients: 'M4 20V6l6-3v17M10 9h10v11M3 20h18M7 9v0M7 13v0M14 13v0M17 13v0M14 17v0M17 17v0',
  phone: 'M6 3h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4a3 3 0 0 1-3 3A17 17 0 0 1 3 6a3 3 0 0 1 3-3z',
  outages: 'M13 3 5 14h6l-1 7 8-11h-6z',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
} as const;
export type IconName = keyof typeof PATHS;

/** For the eye alone: what it stands for is always written beside it. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
