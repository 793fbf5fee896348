// A bundle as a file: a page that a person reads, and in it the JSON that is checked. The page is made of the JSON alone, so
// that it can be made again and compared; the JSON has one form (RFC 8785, '<' escaped), so that no byte of it is idle.

import { z } from 'zod';
import { canonicalJson } from '#event-store';
import { BUNDLE_FORMAT, type Bundle } from '../domain/bundle';

const BEGIN = '<script type="application/json" id="faultline-bundle">\n';
const END = '\n</script>\n';

/** A file that is no bundle. The message says what is wrong with it. */
export class NoBundle extends Error {
  override readonly name = 'NoBundle';
}

const hashes = z.array(z.string());
const revision = z.int().min(0);
const scope = z.union([
  z.strictObject({ kind: z.literal('ticket'), ticketId: z.string() }),
  z.strictObject({ kind: z.literal('client'), client: z.string() }),
  z.strictObject({ kind: z.literal('period'), from: z.string(), to: z.string() }),
]);
const stored = z.strictObject({
  stream: z.string(),
  revision,
  eventId: z.string(),
  type: z.string(),
  data: z.unknown(),
  metadata: z.unknown(),
});
const bundleSchema = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  report: z.int(),
  scope,
  keys: z.array(z.string()),
  checkpoints: z.array(z.string()),
  consistency: z.array(hashes),
  events: z.array(z.strictObject({ index: revision, stored, proof: hashes })),
  heads: z.array(
    z.strictObject({
      stream: z.string(),
      index: revision,
      entry: z.array(z.tuple([z.string(), revision])),
      proof: hashes,
    }),
  ),
});

export const bundleText = (bundle: Bundle, page: string): string => `${page}${BEGIN}${jsonText(bundle)}${END}</html>\n`;

const jsonText = (bundle: Bundle): string => canonicalJson(bundle).replaceAll('<', '\\u003c');

export const isBundleText = (text: string): boolean => text.includes(BEGIN);

/** The bundle of a file, and the page above it. Throws `NoBundle`. */
export const parseBundle = (text: string): { readonly bundle: Bundle; readonly page: string } => {
  const begin = text.indexOf(BEGIN);
  if (begin < 0) throw new NoBundle('It holds no bundle: there is no JSON of one in it.');
  const end = text.indexOf(END, begin);
  if (end < 0) throw new NoBundle('It was cut short: its JSON does not end.');
  const json = text.slice(begin + BEGIN.length, end);
  const bundle = bundleIn(json);
  if (text !== bundleText(bundle, text.slice(0, begin)))
    throw new NoBundle('It was edited: its JSON, or what is behind it, is not in the one form that a bundle has.');
  return { bundle, page: text.slice(0, begin) };
};

const bundleIn = (json: string): Bundle => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new NoBundle('Its JSON is broken: it was cut short, or edited.');
  }
  const parsed = bundleSchema.safeParse(value);
  if (parsed.success) return parsed.data as Bundle;
  const { path = [], message = '' } = parsed.error.issues[0] ?? {};
  throw new NoBundle(`It is no bundle of this format at ${path.join('.') || 'its beginning'}: ${message}.`);
};
