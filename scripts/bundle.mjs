// Makes one file of each program that is started often, beside its modules (libs/command-line/load-bundle.ts): dist holds
// both, and whatever is not a program of its own goes on to use the modules.
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const PROGRAMS = ['server', 'store'];

/** They read files that lie beside their own, or start threads from them: found where npm put them, as before. */
const LEFT_OUT = [/^pino(\/|$)/, /^@platformatic\//, /^swagger-ui-dist(\/|$)/, /^@fastify\/static$/];

const root = join(import.meta.dirname, '..');
for (const program of PROGRAMS) {
  const directory = join(root, 'dist/apps', program);
  const bundle = await rolldown({
    input: join(directory, 'program.js'),
    platform: 'node',
    external: LEFT_OUT,
    logLevel: 'silent', // of what packages look for and can do without; what we need, the compiler has found
  });
  await bundle.write({
    dir: directory,
    format: 'cjs',
    entryFileNames: 'bundle.js',
    chunkFileNames: 'bundle/[name].js',
  });
}
