import { existsSync, readFileSync, statSync } from 'node:fs';
import {
  compareWithLog,
  hasNotary,
  historiesOf,
  isBundleText,
  type Recomputed,
  recompute,
  verifierOf,
  verifyBundle,
} from '#audit/module';
import { CannotLook, count, FOUND } from '#command-line';
import { META_STREAM, type Stored } from '#event-store';
import { openArchive } from './archive';

type Options = {
  readonly key?: readonly string[];
  readonly notary?: string;
  readonly recompute: boolean;
  readonly json?: boolean;
};

/** A bundle, or a whole store beside its notary's log. Exit code 1 where something does not hold. */
export const verifyCommand = async (source: string | undefined, options: Options): Promise<void> => {
  const text =
    source !== undefined && existsSync(source) && statSync(source).isFile() ? readFileSync(source, 'utf8') : '';
  const lines = isBundleText(text) ? await ofBundle(source ?? '', text, options) : await ofStore(source, options);
  if (lines.faults.length > 0) process.exitCode = FOUND;
  if (options.json) return void console.log(JSON.stringify(lines));
  for (const fault of lines.faults) console.log(`FAIL  ${fault}`);
  console.log(`${lines.faults.length === 0 ? 'OK    ' : ''}${lines.says}`);
  for (const note of lines.notes) console.log(note);
};

type VerifyReport = { readonly faults: readonly string[]; readonly says: string; readonly notes: readonly string[] };

const sayRecomputed = (recomputed: Recomputed | undefined) =>
  recomputed === undefined
    ? ' Clocks and postings were not computed again.'
    : ` ${count(recomputed.clockEvents, 'record')} of clocks and ${count(recomputed.postings, 'posting')} of ${count(recomputed.tickets, 'ticket')} were computed again.`;

const ofBundle = async (
  source: string,
  text: string,
  { key = [], recompute: again }: Options,
): Promise<VerifyReport> => {
  const archive = await openArchive(source);
  const trusted = key.map(verifierOf);
  const { bundle, faults, isKeyTrusted, recomputed, size } = verifyBundle(text, {
    open: archive.open,
    trusted,
    isRecomputed: again,
  });
  const held = faults.length === 0 ? 'Everything holds' : `${count(faults.length, 'fault')} found`;
  return {
    faults,
    says: `${held}: ${count(bundle.events.length, 'event')} against a checkpoint of ${count(size, 'event')}.${sayRecomputed(recomputed)}`,
    notes: isKeyTrusted
      ? []
      : [
          `It is signed by a key that it names itself: ${bundle.keys.at(-1) ?? 'none'}. Compare it with one that you had another way: --key KEY`,
        ],
  };
};

const ofStore = async (
  source: string | undefined,
  { key = [], notary, recompute: again }: Options,
): Promise<VerifyReport> => {
  const archive = await openArchive(source);
  const events: Stored[] = [];
  await archive
    .read('everything', (piece) => {
      for (const { stored } of piece) events.push(stored);
    })
    .finally(() => archive.close());
  const directory = notary ?? archive.notary;
  if (directory === undefined || !hasNotary(directory))
    throw new CannotLook(
      `There are no checkpoints to compare ${archive.name} with. Name the notary's directory, or a copy of it: --notary DIR`,
    );
  const named = events.flatMap(({ stream, type, data }) =>
    stream === META_STREAM && type === 'SigningKeyRotated' ? [String((data as { key: unknown }).key)] : [],
  );
  const keys = key.length > 0 ? key : named;
  if (keys.length === 0) throw new CannotLook('The store names no key of a notary. Say which one you trust: --key KEY');
  const { findings, checkpoints, size, signedAt, unsigned } = await compareWithLog(
    events,
    directory,
    keys.map(verifierOf),
  );
  const recomputed = again ? recompute(historiesOf(events.filter(isReadable), archive.open)) : undefined;
  const faults = [...findings, ...(recomputed?.findings ?? [])].map(
    ({ stream, revision, what }) => `${stream}@${revision} ${what}`,
  );
  return {
    faults,
    says:
      `${count(events.length, 'event')} against ${count(checkpoints, 'checkpoint')}; the last, of ${signedAt ?? 'no time'}, covers ${size}.` +
      `${unsigned > 0 ? ` ${count(unsigned, 'newer event')} are not signed yet.` : ''}${sayRecomputed(recomputed)}`,
    notes:
      key.length > 0
        ? []
        : ['The keys are those that the store names itself. Compare them with one that you had another way: --key KEY'],
  };
};

/** What engines read; requests under a claimed id are told to nobody. */
const isReadable = ({ stream }: Stored): boolean => /^(ticket|sla|billing|policy)-/.test(stream);
