// The commands of faultline-audit, and what becomes of one. It reads and never writes to a store. Exit codes: 0 all is well,
// 1 found something, 2 could not look.
import { Command, CommanderError } from 'commander';
import { KINDS } from '#audit/module';
import { startupErrorMessage } from '#settings';
import { asOfCommand } from './as-of';
import { bundleCommand } from './bundle';
import { calendarCommand } from './calendar';
import { diffCommand } from './diff';
import { dutyCommand } from './duty';
import { explainCommand } from './explain';
import { findCommand } from './find';
import { ledgerCommand } from './ledger';
import { replayCommand } from './replay';
import { verifyCommand } from './verify';
import { whatIfCommand } from './what-if';

const collect = (text: string, others: readonly string[] = []): readonly string[] => [...others, text];
const KNOWN_AT = ['--known-at <time>', 'by what had been recorded then: cut by place in the store'] as const;
const KEY = ['--key <key>', "a notary's public key that you had another way (again for more)", collect] as const;

/** A command that reads a store, and says it as a table, JSON or CSV. */
const readingOf = (program: Command) => (name: string, description: string, example: string) =>
  program
    .command(name)
    .description(description)
    .option('--store <source>', "the server's own, unless said")
    .option('--json', 'as one line of JSON')
    .option('--csv', 'as comma-separated values')
    .addHelpText('after', `\nExample:\n  faultline-audit ${example}`);

type DefineReader = ReturnType<typeof readingOf>;
const histories = (reading: DefineReader): void => {
  reading('replay', 'every event of a ticket, its clocks and its ledger', 'replay 7K3M-9QXZ-4 --store data')
    .argument('<ticket>')
    .option('--at <time>', 'what had happened by then')
    .option(...KNOWN_AT)
    .action(replayCommand);
  reading(
    'as-of',
    'how a ticket stood at an instant, by what was known at another',
    'as-of 7K3M-9QXZ-4 --at 2026-03-14T03:10:00-05:00 --known-at 2026-03-16T09:00:00-05:00',
  )
    .argument('<ticket>')
    .requiredOption('--at <time>', 'the instant, with its offset')
    .option(...KNOWN_AT)
    .action(asOfCommand);
  reading(
    'explain',
    'why a clock stands as it does, or how a posting came about',
    'explain 7K3M-9QXZ-4 --clock resolve',
  )
    .argument('<ticket>')
    .option('--clock <target>', 'respond, update, restore or resolve; all unless said')
    .option('--posting <id>', 'a posting instead')
    .option('--at <time>', 'as it stood then')
    .option(...KNOWN_AT)
    .action(explainCommand);
  reading(
    'diff',
    'what is another at one instant than at the other',
    'diff 7K3M-9QXZ-4 --at 2026-03-14T03:00:00Z --at 2026-03-14T09:00:00Z',
  )
    .argument('<ticket>')
    .requiredOption('--at <time>', 'twice: before and after', collect)
    .option(...KNOWN_AT)
    .action(diffCommand);
};
const wholeStores = (reading: DefineReader): void => {
  reading('find', 'what an auditor looks for in a whole store', 'find --kind waiver --kind second-person --csv')
    .option('--kind <kind>', `${Object.keys(KINDS).join(', ')}; all unless said`, collect)
    .action(findCommand);
  reading(
    'what-if',
    'recorded history under another policy: each clock and charge',
    'what-if --policy next.yaml --client acme',
  )
    .requiredOption('--policy <file>', 'YAML or JSON')
    .option('--client <name>', 'its tickets only')
    .option('--from <time>', 'opened from then on')
    .option('--to <time>', 'opened before')
    .action(whatIfCommand);
  reading('ledger', 'every posting of a month, in the zone of its policy', 'ledger --month 2026-03 --csv')
    .requiredOption('--month <month>', 'like 2026-03')
    .action(ledgerCommand);
};
const proofs = (program: Command): void => {
  program
    .command('duty')
    .description('a page to sign: every act that took two persons, and every late change under posted money')
    .option('--store <source>', "the server's own, unless said")
    .option('--from <time>', 'from then on')
    .option('--to <time>', 'before')
    .option('--json', 'as one line of JSON')
    .addHelpText(
      'after',
      '\nExample:\n  faultline-audit duty --from 2026-03-01T00:00:00-06:00 --to 2026-04-01T00:00:00-05:00',
    )
    .action(dutyCommand);
  program
    .command('bundle')
    .description('one file with events, proofs, checkpoints, policies and a page to read')
    .option('--store <source>', "the server's own, unless said")
    .option('--notary <dir>', "the notary's directory, where it is not beside the store")
    .option('--ticket <id>', 'a ticket, with those merged into it')
    .option('--client <name>', "a client's tickets")
    .option('--from <time>', 'with --to: tickets opened in a period')
    .option('--to <time>')
    .requiredOption('--out <file>', 'a new file')
    .addHelpText('after', '\nExample:\n  faultline-audit bundle --ticket 7K3M-9QXZ-4 --out ticket.html')
    .action(bundleCommand);
  program
    .command('verify')
    .description(
      "check a bundle, or a store beside its notary's log: every event, every proof, every clock and posting",
    )
    .argument('[source]', "a bundle, a data directory, an export or esdb://…; the server's own store unless said")
    .option(...KEY)
    .option('--notary <dir>', "the notary's directory, or a copy of it")
    .option('--no-recompute', 'leave clocks and postings as they are recorded')
    .option('--json', 'as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  faultline-audit verify ticket.html --key KEY\n  faultline-audit verify export.jsonl --notary data/notary',
    )
    .action(verifyCommand);
};
const calendars = (program: Command): void => {
  program
    .command('calendar')
    .description('a signed page of a calendar: the open windows of 24 months; or check one')
    .option('--store <source>', "the server's own, unless said")
    .requiredOption('--policy <id>', 'the policy')
    .option('--version <n>', 'the newest unless said')
    .requiredOption('--calendar <name>', 'like standard-hours')
    .requiredOption('--from <month>', 'like 2027-01')
    .option('--check <file>', 'compare this page instead of making one')
    .option(...KEY)
    .addHelpText(
      'after',
      '\nExample:\n  faultline-audit calendar --policy standard-support --calendar standard-hours --from 2027-01',
    )
    .action(calendarCommand);
};

/** What has a sentence of its own. */
const SELF_EXPLANATORY = [
  'CannotLook',
  'NoBundle',
  'NotBundled',
  'NotaryMismatch',
  'SigningKeyRefused',
  'UnreadableEvent',
  'ImpossibleHistory',
];

/** `args`: what stands behind the program's name. Answers the exit code, and has said why. */
export const runAudit = async (args: readonly string[]): Promise<number> => {
  const program = new Command('faultline-audit')
    .description(
      'Reads histories and proves them. --store: a data directory (its server may run), esdb://…, an export, or a bundle.',
    )
    .exitOverride();
  histories(readingOf(program));
  wholeStores(readingOf(program));
  proofs(program);
  calendars(program);
  process.exitCode = 0;
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const description = error instanceof Error && SELF_EXPLANATORY.includes(error.name);
    console.error(description ? error.message : startupErrorMessage(error));
    return 2;
  }
};
