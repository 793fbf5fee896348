import type { ReactNode } from 'react';
import { DESK_BODIES } from '../desk-bodies.gen';
import { type Entered, templateOf } from '../lib/body';
import { SchemaSheet } from './sheet';

type Props = {
  /** As on its button. */
  label: string;
  path: string;
  zone: string;
  close: () => void;
  given?: Entered;
  children?: ReactNode;
  done?: () => void;
};
/** What is said of the desk itself and of no ticket: rosters, outages, webhooks. */
export const DeskSheet = ({ label, path, zone, given, ...rest }: Props) => {
  const body = DESK_BODIES[templateOf(path, Object.keys(DESK_BODIES)) ?? ''] ?? {
    summary: '',
    properties: {},
    required: [],
  };
  return (
    <SchemaSheet
      {...rest}
      {...(given && { given })}
      body={body}
      command={{ command: label, label, method: 'POST', path, operation: `POST ${path}` }}
      page={{ ticketId: '', policy: { policyId: '', version: 0, zone }, timeline: [], work: [] }}
    />
  );
};
