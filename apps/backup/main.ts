// npm run -s backup -- …: a set of everything that cannot be derived, the keys apart from it; back into an empty place; and the
// proof that it can be done. Exit codes: 0 all is well, 1 found something, 2 could not be done.
import '#settings/private-files';
import 'reflect-metadata';
import { tmpdir } from 'node:os';
import { Command } from 'commander';
import { explainedStoreError } from '#event-store';
import { configFrom, startupErrorMessage } from '#settings';
import { drillCommand, followCommand, keysCommand, restoreCommand, takeCommand } from './commands';

const KEYS = ['--keys <dir>', 'the copy of the keys: one for all sets, on another disk than they'] as const;
const program = new Command('backup')
  .description(
    'Backs up, restores, and shows that it can be restored. Configured as the server is: DATA_DIR, KEYS_DIR, or EVENTSTORE_URL.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

program
  .command('take')
  .description(
    'copy the store, what the notary signed and the files of tickets into SET, and the keys; servers may be running',
  )
  .argument('<set>', 'a directory that is empty, or not there')
  .requiredOption(...KEYS)
  .action((set: string, options) => takeCommand(configFrom(process.env), set, options));

program
  .command('keys')
  .description(
    'make the copy of the keys what KEYS_DIR is now; --follow: and again within half a second of every change',
  )
  .argument('<dir>', 'the copy')
  .option('--follow', 'until it is stopped')
  .action((copy: string, { follow }: { follow?: true }) =>
    follow ? followCommand(configFrom(process.env), copy) : keysCommand(configFrom(process.env), copy),
  );

program
  .command('restore')
  .description('put SET into DATA_DIR and KEYS_DIR, which are empty (or into the empty event store at EVENTSTORE_URL)')
  .argument('<set>')
  .option('--keys <dir>', 'the copy of the keys; what is in KEYS_DIR where none is named')
  .option('--erased <dir>', 'a newer copy of the keys, whose erasures count (again for more)', collect)
  .action((set: string, options) => restoreCommand(configFrom(process.env), set, options));

program
  .command('drill')
  .description('restore SET into a place of its own, start a server on it, check every invariant, and report')
  .argument('<set>')
  .requiredOption(...KEYS)
  .option('--since <set>', 'an older set, which must be the beginning of this one')
  .option('--room <dir>', 'where there is room for it', tmpdir())
  .option('--report <file>', 'write the report there as JSON, too')
  .option('--json', 'as one line of JSON')
  .action((set: string, options) => drillCommand(configFrom(process.env), set, options));

function collect(text: string, others: readonly string[] = []): readonly string[] {
  return [...others, text];
}

const SELF_EXPLANATORY = ['CannotLook', 'NotBackedUp'];
program.parseAsync().then(
  () => process.exit(),
  (error: unknown) => {
    const says = error instanceof Error && SELF_EXPLANATORY.includes(error.name);
    const isOurs = startupErrorMessage(error);
    console.error(says ? error.message : isOurs.includes('\n') ? explainedStoreError(error) : isOurs);
    process.exit(2);
  },
);
