#!/usr/bin/env node
// faultline-audit, installed: says in a sentence where the Node it was started with is too old.
const [major] = process.versions.node.split('.');
if (Number(major) < 24) {
  console.error(`faultline-audit needs Node 24 or newer; this is ${process.version}. Start it with a newer one.`);
  process.exit(2);
}
const { existsSync } = await import('node:fs');
const { fileURLToPath } = await import('node:url');
const program = fileURLToPath(new URL('../../dist/apps/audit/main.js', import.meta.url));
if (!existsSync(program)) {
  console.error('faultline-audit was not built yet. In its directory: npm run build');
  process.exit(2);
}
await import(program);
