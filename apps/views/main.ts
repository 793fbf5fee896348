// npm run -s views -- …: the read store's views: how they stand, fill them anew, compare them with the events. The stores
// are those of the server's environment. Exit codes: 0 all is well, 1 found something, 2 could not look.
import '#settings/private-files';
import 'reflect-metadata';
import { Command } from 'commander';
import { Halted } from '#command-line';
import { startupErrorMessage } from '#settings';
import { parkedCommand, retryCommand } from './parked';
import { rebuildCommand } from './rebuild';
import { statusCommand } from './status';
import { verifyCommand } from './verify';

const JSON_OPTION = ['--json', 'as one line of JSON'] as const;

const program = new Command('views')
  .description(
    'The views of the read store. Configured as the server is: DATA_DIR, or EVENTSTORE_URL and DATABASE_URL.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

program
  .command('status')
  .description('show each view: its table, how far it is behind, what is parked, how far a rebuild is')
  .argument('[name...]', 'all of them where none is named')
  .option(...JSON_OPTION)
  .action(statusCommand);

program
  .command('rebuild')
  .description('fill views anew beside those that answer; the server may be running')
  .argument('[name...]')
  .option('--all', 'every view, in one reading of the events')
  .action(rebuildCommand);

program
  .command('verify')
  .description('compare each view with a fresh replay to the same place; the server may be running')
  .argument('[name...]', 'all of them where none is named')
  .option(...JSON_OPTION)
  .action(verifyCommand);

program
  .command('parked')
  .description('show which tickets wait for a person, at which event, and why')
  .argument('[name...]', 'all views where none is named')
  .option(...JSON_OPTION)
  .action(parkedCommand);

program
  .command('retry')
  .description('try a parked ticket again')
  .argument('<name>', 'the view')
  .argument('<ticket>', 'as `parked` shows it')
  .action(retryCommand);

program.parseAsync().then(
  () => process.exit(),
  (error: unknown) => {
    const says = error instanceof Error && SELF_EXPLANATORY.includes(error.name);
    console.error(says ? (error as Error).message : startupErrorMessage(error));
    process.exit(error instanceof Halted ? 1 : 2);
  },
);

const SELF_EXPLANATORY = ['CannotLook', 'DamagedStore', 'Halted'];
