// node scripts/run.mjs PROGRAM [ARGUMENT…]: runs dist/PROGRAM, built anew first where the sources have changed.
// The program runs in this very process: signals, exit code and streams are its own. Stdout is left to it alone.
const [, , program, ...args] = process.argv;
const [major] = process.versions.node.split('.');

if (Number(major) < 24) {
  console.error(
    `Faultline needs Node 24 or newer; this is ${process.version}. Run 'npm ci --include=dev', then start it through npm.`,
  );
  process.exit(1);
}

const { join } = await import('node:path');
const { runMain } = await import('node:module');
const { build, isFresh, ROOT } = await import('./build.mjs');

if (!isFresh()) {
  console.error('Building …');
  if (!build(2)) {
    console.error('The build failed, so nothing was started. Mend what the compiler names above and try again.');
    process.exit(1);
  }
}
process.argv = [process.execPath, join(ROOT, 'dist', program), ...args];
runMain();
