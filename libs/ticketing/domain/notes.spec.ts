import { replay } from '#kernel';
import { recorded } from '#kernel/given';
import { given } from '../reference/given-ticket';
import { notes } from './notes';
import { IN_STATE, opened } from './stories';

describe('Beside a ticket', () => {
  it('a note is written, as often as somebody has one', () => {
    const note = { type: 'NoteAdded', text: 'Called back, no answer' } as const;
    given(opened).when({ type: 'AddNote', text: note.text }).yieldsOnce(note);
    given(opened, note).when({ type: 'AddNote', text: note.text }).yieldsOnce(note);
  });
  it('an attachment is kept as a reference', () => {
    given(opened)
      .when({ type: 'AddAttachment', name: 'trace.pcap' })
      .yieldsOnce({ type: 'AttachmentAdded', name: 'trace.pcap' });
    given(opened)
      .when({ type: 'AddAttachment', name: 'trace.pcap', mediaType: 'application/pcap', sha256: 'ab' })
      .yieldsOnce({ type: 'AttachmentAdded', name: 'trace.pcap', mediaType: 'application/pcap', sha256: 'ab' });
  });
  it('both are taken even when it was merged', () =>
    given(...IN_STATE.merged)
      .when({ type: 'AddNote', text: 'see T2' })
      .yieldsOnce({ type: 'NoteAdded', text: 'see T2' }));
  it('both are counted', () => {
    const note = { type: 'NoteAdded', text: 'x' } as const;
    const attachment = { type: 'AttachmentAdded', name: 'x' } as const;
    const counted = replay(
      notes,
      [note, attachment, note, attachment, note].map((event) => recorded(event)),
    );
    expect(notes.initial).toStrictEqual({ notes: 0, attachments: 0 });
    expect(counted).toStrictEqual({ notes: 3, attachments: 2 });
  });
});
