import { Findings, KINDS, type Kind } from '#audit/module';
import { CannotLook, FOUND } from '#command-line';
import { categoryOf } from '#kernel';
import { openArchive } from './archive';
import { type Format, print, say } from './output';

type Options = Format & { readonly store?: string; readonly kind?: readonly string[] };
const READ = ['ticket', 'billing'];

/** Looks through a whole store. Exit code 1 where anything was found. */
export const findCommand = async ({ store, kind, ...format }: Options): Promise<void> => {
  const unknown = kind?.find((one) => !Object.hasOwn(KINDS, one));
  if (unknown !== undefined)
    throw new CannotLook(`There is no kind '${unknown}'. Kinds are: ${Object.keys(KINDS).join(', ')}.`);
  const archive = await openArchive(store);
  const findings = new Findings();
  try {
    await archive.read('everything', (events) => {
      for (const { stored } of events)
        if (READ.includes(categoryOf(stored.stream))) findings.take(stored.stream, archive.open(stored));
    });
  } finally {
    await archive.close();
  }
  const found = findings.end().filter((one) => kind === undefined || kind.includes(one.kind));
  print(
    found.map(({ stream, revision, ...one }) => ({ event: `${stream}@${revision}`, ...one })),
    format,
    found,
  );
  for (const [name, what] of Object.entries(KINDS)) {
    const count = found.filter((one) => one.kind === (name as Kind)).length;
    if (count > 0) say(`${count} × ${name}: ${what}.`, format);
  }
  if (found.length > 0) process.exitCode = FOUND;
};
