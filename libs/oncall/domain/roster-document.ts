// A roster as it is written down: who may be called, on which channels, and whose turn it is on each level.

import type { RosterLevel, Weekday } from '#policy';

export const CHANNEL_KINDS = ['console', 'log', 'webhook', 'email', 'push'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** One way in which a person is reached. `address`: a URL for webhook and push, a mailbox for email; console and log have none. */
export type PersonChannel = { readonly kind: ChannelKind; readonly address?: string; readonly secret?: string };
export type RosterPerson = {
  readonly id: string;
  readonly name: string;
  /** In the order in which they are tried. */
  readonly channels: readonly PersonChannel[];
};

/** Local clock readings. `to` at or before `from` is on the next day; '24:00' may end one. Absent `days`: each day. */
export type LayerHours = { readonly days?: readonly Weekday[]; readonly from: string; readonly to: string };

/** People who take turns. Layers lie on one another: where several have somebody, the last of the list has the shift. */
export type RosterLayer = {
  readonly name: string;
  readonly people: readonly string[];
  /** The local date, YYYY-MM-DD, on which the first of them begins, at the handover. */
  readonly startsOn: string;
  /** The local date on which it ends, at the handover. */
  readonly endsOn?: string;
  /** The local clock reading, HH:MM, at which one hands over to the next. */
  readonly handover: string;
  /** How many days a turn lasts. */
  readonly rotateDays: number;
  /** When it has somebody at all; always, where it is not said. */
  readonly hours?: readonly LayerHours[];
};

/** `always`: each minute needs somebody on each level. `off-hours`: those outside of the policy's standard hours do. */
export const COVERAGES = ['always', 'off-hours'] as const;
export type Coverage = (typeof COVERAGES)[number];

export type RosterDocument = {
  readonly timezone: string;
  readonly covers: Coverage;
  readonly people: readonly RosterPerson[];
  readonly levels: { readonly [L in RosterLevel]?: readonly RosterLayer[] };
};
