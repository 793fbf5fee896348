// What other contexts may know of clients and staff. Pure.
export { CLIENT_EVENTS, REGISTER_EVENTS } from './domain/catalogs';
export { type Client, type ClientProblem, client, type Registered } from './domain/client';
export type { ClientCommand } from './domain/client-commands';
export type * from './domain/client-events';
export { phoneKey } from './domain/phone';
export {
  clientRegister,
  type Staff,
  type StaffCommand,
  type StaffMember,
  type StaffProblem,
  staff,
} from './domain/staff';
