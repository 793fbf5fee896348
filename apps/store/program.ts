// The store on its own: serve it, look into it, move it, mend it. Exit codes: 0 all is well, 1 found something, 2 could
// not look.
import { Command, InvalidArgumentError } from 'commander';
import { explainedStoreError } from '#event-store';
import { backupCommand } from './backup';
import { exportCommand } from './export';
import { importCommand } from './import';
import { repairCommand } from './repair';
import { serve } from './serve';
import { statsCommand } from './stats';
import { verifyCommand } from './verify';

const port = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new InvalidArgumentError('A port is a number from 0 to 65535; 0 takes any that is free.');
};
const bytes = (text: string): number => {
  if (/^\d{1,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A size is a number of bytes.');
};
const collect = (text: string, others: readonly string[]): readonly string[] => [...others, text];

const program = new Command('store')
  .description('The embedded event store: serve it, check it, export, import, back up, repair.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

program
  .command('serve')
  .description('serve the store in DIR over the EventStoreDB protocol until SIGTERM or SIGINT')
  .argument('<dir>', 'where the data lies; made if it is not there')
  .requiredOption('--port <n>', 'the port to listen on; 0 takes any that is free', port)
  .option('--host <host>', 'the address to listen on', '127.0.0.1')
  .option('--tls-cert <file>', 'certificate, PEM')
  .option('--tls-key <file>', 'its key, PEM')
  .option('--user <name:password>', 'who may use it (again for more); nobody named, everybody may', collect, [])
  .option('--keep-streams', "nobody deletes or truncates a stream that is not the system's, or changes its metadata")
  .option('--max-append <bytes>', 'what one append may hold, up to 16777216; 1048576 if not said', bytes)
  .action(serve);

const JSON_OPTION = ['--json', 'as one line of JSON'] as const;

program
  .command('verify')
  .description(
    'check every checksum, position, revision and index, and what a notary signed for; the node may be running',
  )
  .argument('<dir>')
  .option('--notary <dir>', "the notary's directory, where it is not beside the store")
  .option('--key <key>', "a notary's public key that you had another way (again for more)", collect)
  .option(...JSON_OPTION)
  .action(verifyCommand);

program
  .command('stats')
  .description('print sizes, streams and event types; the node may be running')
  .argument('<dir>')
  .option(...JSON_OPTION)
  .action(statsCommand);

program
  .command('export')
  .description('write every event as a line of JSON; the node may be running')
  .argument('<dir>', 'a directory, or esdb://host:port?tls=false')
  .option('--out <file>', 'a new file, instead of stdout')
  .action(exportCommand);

program
  .command('import')
  .description('write exported events into a store, or into an EventStoreDB: revisions and ids are kept')
  .argument('<dir>', 'a directory that no node has open, or esdb://host:port?tls=false')
  .option('--from <file>', 'a file, instead of stdin')
  .option('--what-follows', 'into a directory: leave out events that do not follow on what is there, and go on')
  .action(importCommand);

program
  .command('backup')
  .description('copy the durable log into a new directory; the node may be running')
  .argument('<dir>')
  .argument('<target>', 'a directory that is empty, or not there')
  .action(backupCommand);

program
  .command('repair')
  .description('make a damaged store open again; nothing is ever deleted, only set aside')
  .argument('<dir>', 'a store that no node has open')
  .option('--from <backup>', 'a backup of this store: what is damaged is put back from it')
  .action(repairCommand);

program.parseAsync().catch((error: unknown) => {
  console.error(explainedStoreError(error));
  process.exitCode = 2;
});
