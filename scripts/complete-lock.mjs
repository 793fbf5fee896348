// npm leaves a platform's binary out of package-lock.json where its registry does not offer it, and `npm ci` then
// refuses the lock on every platform. This writes the missing lines: version, os, cpu and libc, all read off the name.
// They carry no integrity hash, because nobody here has seen the file; npm adds it where it can be downloaded.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../package-lock.json', import.meta.url);
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const LIBRARIES = { glibc: 'glibc', gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const added = [];
for (const [holder, { optionalDependencies = {}, dev }] of Object.entries(lock.packages))
  for (const [name, version] of Object.entries(optionalDependencies))
    if (!isLocked(holder, name)) {
      lock.packages[`node_modules/${name}`] = {
        version: exact(name, version),
        ...platformOf(name),
        dev,
        optional: true,
      };
      added.push(`${name}@${version}`);
    }
for (const line of Object.values(lock.packages)) delete line.resolved;
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(sorted);
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'package-lock.json is complete.' : `Added ${added.length}:\n  ${added.join('\n  ')}`);

/** Whether Node would find `name` from the folder of `holder`, going up as it does. */
function isLocked(holder, name) {
  if (Object.hasOwn(lock.packages, `${holder && `${holder}/`}node_modules/${name}`)) return true;
  if (holder === '') return false;
  return isLocked(holder.slice(0, Math.max(0, holder.lastIndexOf('/node_modules/'))), name);
}

function exact(name, version) {
  if (/^\d+\.\d+\.\d+/.test(version)) return version;
  throw new Error(`${name} is wanted as '${version}', which is no version. Add its line to package-lock.json by hand.`);
}

function platformOf(name) {
  const words = name.split(/[/-]/);
  const [os, cpu] = [SYSTEMS, PROCESSORS].map((known) => words.find((word) => known.includes(word)));
  const libc = words.map((word) => LIBRARIES[word]).find(Boolean);
  if (os && cpu) return { os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) };
  throw new Error(`${name} names no platform that is known here. Add its line to package-lock.json by hand.`);
}
