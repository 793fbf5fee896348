// The store on its own: serve it, look into it, move it, mend it. Exit codes: 0 all is well, 1 found something, 2 could
// not look.
import { Command, InvalidArgumentError } from 'commander';
import { serve } from './serve';

const port = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new InvalidArgumentError('A port is a number from 0 to 65535; 0 takes any that is free.');
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
  .action(serve);

program.parseAsync().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
