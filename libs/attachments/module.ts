import { Module } from '@nestjs/common';
import { EVENT_STORE } from '#event-store/module';
import type { EventStore } from '#kernel';
import { FileErasure } from './application/file-erasure';
import { FileStore } from './application/file-store';
import { noScanner, scanWith, unscanned } from './application/scanner';

export { FileErasure } from './application/file-erasure';
export { FILE_MAX, FileStore } from './application/file-store';

/** Where files lie, and who scans them. */
export type FileOptions = { readonly directory: string; readonly scanner?: string; readonly mustScan: boolean };
export const fileStoreOf = ({ directory, scanner, mustScan }: FileOptions): FileStore =>
  new FileStore(directory, scanner === undefined ? (mustScan ? noScanner : unscanned) : scanWith(scanner));

/** Removes the files of what is erased. `FileStore` is provided by the server, to all modules. */
@Module({
  providers: [
    {
      provide: FileErasure,
      useFactory: (store: EventStore, files?: FileStore) => new FileErasure((stream) => store.read(stream), files),
      inject: [EVENT_STORE, { token: FileStore, optional: true }],
    },
  ],
  exports: [FileErasure],
})
export class AttachmentsModule {}
