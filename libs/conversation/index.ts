// What other contexts may know of the conversation with a client. Pure.
export { type ConversationProblem, INBOX_EVENTS } from './domain/inbox';
export { MAIL_EVENTS } from './domain/outbox';
