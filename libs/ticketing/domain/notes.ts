// ticket-<id>, what is written beside it: internal notes, and references to attachments. No clock hears them.

import type { TicketPart } from './part';

export type NoteAdded = { type: 'NoteAdded'; text: string };
/** A reference: the bytes are kept elsewhere, under their hash. */
export type AttachmentAdded = { type: 'AttachmentAdded'; name: string; mediaType?: string; sha256?: string };
export type NoteCommand =
  | { type: 'AddNote'; text: string }
  | { type: 'AddAttachment'; name: string; mediaType?: string; sha256?: string };
type NoteEvent = NoteAdded | AttachmentAdded;
export type Notes = { readonly notes: number; readonly attachments: number };

export const notes: TicketPart<NoteCommand, Notes, NoteEvent> = {
  initial: { notes: 0, attachments: 0 },
  evolve: {
    NoteAdded: (state) => ({ ...state, notes: state.notes + 1 }),
    AttachmentAdded: (state) => ({ ...state, attachments: state.attachments + 1 }),
  },
  decide: {
    AddNote: ({ text }) => [{ type: 'NoteAdded', text }],
    AddAttachment: ({ name, mediaType, sha256 }) => [
      {
        type: 'AttachmentAdded',
        name,
        ...(mediaType !== undefined && { mediaType }),
        ...(sha256 !== undefined && { sha256 }),
      },
    ],
  },
};
