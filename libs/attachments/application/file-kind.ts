// What a file is, by its first bytes and never by its name.

import { fileTypeFromBuffer } from 'file-type';

/** What a desk is sent: pictures, recordings, documents, captures, archives. Programs and pages are not among them. */
const TAKEN =
  /^(image\/(png|jpeg|gif|webp|avif|heic|heif|tiff|bmp)|audio\/|video\/|application\/(pdf|zip|gzip|x-bzip2|x-xz|x-7z-compressed|vnd\.tcpdump\.pcap|x-pcapng|zstd|rtf|x-cfb|x-tar|vnd\.(openxmlformats|oasis)[\w.-]+))/;
/** Texts that a browser or a shell would run. */
const RUNS = /^\s*(<(!doctype|html|script|svg|\?xml|\?php)|#!)/i;

/** The media type; nothing where it is not taken. A text has no magic bytes: it is one where it is UTF-8 without controls. */
export const kindOfFile = async (head: Buffer): Promise<string | undefined> => {
  const found = await fileTypeFromBuffer(head);
  if (found) return TAKEN.test(found.mime) ? found.mime : undefined;
  const text = textIn(head);
  return text !== undefined && !RUNS.test(text) ? 'text/plain' : undefined;
};

/** The last character may be cut off. */
const textIn = (head: Buffer): string | undefined => {
  const text = new TextDecoder('utf-8').decode(head).slice(0, -3);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return /[\u0000-\u0008\u000E-\u001A\u001C-\u001F\uFFFD]/.test(text) ? undefined : text;
};
