// What GET /problems/{code} says of each code. A code without a guide does not compile.

import { CLIENT_GUIDES } from './clients';
import { DECISION_GUIDES } from './decisions';
import type { Guides } from './guide';
import { ON_CALL_GUIDES } from './on-call';
import { PROPOSAL_GUIDES } from './proposals';
import { REQUEST_GUIDES } from './requests';
import { SERVICE_GUIDES } from './service';
import { TICKET_GUIDES } from './tickets';

export const GUIDES: Guides = {
  ...REQUEST_GUIDES,
  ...TICKET_GUIDES,
  ...DECISION_GUIDES,
  ...PROPOSAL_GUIDES,
  ...ON_CALL_GUIDES,
  ...CLIENT_GUIDES,
  ...SERVICE_GUIDES,
};
