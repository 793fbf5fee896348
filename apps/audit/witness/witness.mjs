#!/usr/bin/env node
// A witness: run it on a machine that the provider does not own. It keeps the last checkpoint that it has seen and raises an
// alarm when the next one does not go on with it: somebody has rewritten the log. One file, no dependency, any Node from 20.
//
//   node witness.mjs https://desk.example --key 'NAME+ID+KEY' --keep checkpoint.json [--every SECONDS] [--alarm COMMAND]
//
// Get the key another way than from that server. Exit codes: 0 asked once and all is well (without --every), 1 alarm, 2 could
// not ask. On an alarm the two notes are written beside the kept one, as evidence, and COMMAND is run with that file's name.
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const INNER = Buffer.of(1);
class Alarm extends Error {}

/** The public key as the notary hands it out. */
const keyOf = (text) => {
  const [name, id, ...rest] = text.split('+');
  const raw = Buffer.from(rest.join('+'), 'base64');
  if (raw.length !== 33 || raw[0] !== 1 || sha256(Buffer.from(`${name}\n`), raw).toString('hex', 0, 4) !== id)
    throw new Error('--key is no public key of a notary: name+id+key, on one line.');
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)]);
  return { name, id, key: createPublicKey({ key: spki, format: 'der', type: 'spki' }) };
};

/** What a note says, once its signature holds. */
const checkpointOf = (note, { name, id, key }) => {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const isSigned = note
    .slice(end + 2, -1)
    .split('\n')
    .some((line) => {
      const [dash, signer, encoded = ''] = line.split(' ');
      const bytes = Buffer.from(encoded, 'base64');
      return (
        dash === '—' &&
        signer === name &&
        bytes.toString('hex', 0, 4) === id &&
        verify(null, Buffer.from(text), key, bytes.subarray(4))
      );
    });
  const [, origin, size, root] = /^([^\s+]+)\n(\d+)\n(\S{44})\nheads \d+ \S{44}\n$/.exec(text) ?? [];
  if (!isSigned || origin === undefined) throw new Alarm('The checkpoint is not signed with the key that is trusted.');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64'), text };
};

const half = (n) => Math.floor(n / 2);

/** RFC 9162, 2.1.4.2: on which side of the way up each hash stands; nothing where so many do not lead to the root. */
const sidesOf = (from, end, hashes) => {
  let [at, last] = [from, end];
  const sides = [];
  for (let n = 0; n < hashes; n++) {
    if (last === 0) return undefined;
    const isLeft = at % 2 === 1 || at === last;
    if (isLeft) while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    [at, last] = [half(at), half(last)];
    sides.push(isLeft);
  }
  return last === 0 ? sides : undefined;
};

/** Whether the later log begins with the earlier one. */
const goesOn = (one, other, proof) => {
  if (one.size === other.size) return proof.length === 0 && one.text === other.text;
  let [at, last] = [one.size - 1, other.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  const [first, ...rest] = at === 0 ? [one.root, ...proof] : proof;
  const sides = sidesOf(at, last, rest.length);
  if (first === undefined || sides === undefined) return false;
  const climb = (node, hash, isLeft) => (isLeft ? sha256(INNER, hash, node) : sha256(INNER, node, hash));
  const before = rest.filter((_, n) => sides[n]).reduce((node, hash) => climb(node, hash, true), first);
  const after = rest.reduce((node, hash, n) => climb(node, hash, sides[n]), first);
  return before.equals(one.root) && after.equals(other.root);
};

const ask = async (url) => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(30_000), redirect: 'error' });
  return { status: answer.status, body: await answer.json() };
};

/** What of the log does not go on with what was kept; nothing where it does. */
const faultOf = async (server, before, next) => {
  if (next.origin !== before.origin) return `The log is ${next.origin} and was ${before.origin}.`;
  if (next.size < before.size) return `The log has ${next.size} events, and ${before.size} were signed for.`;
  const isSame = next.size === before.size;
  const proof = isSame ? {} : (await ask(`${server}/audit/consistency?from=${before.size}&to=${next.size}`)).body;
  const hashes = (proof.hashes ?? []).map((text) => Buffer.from(text, 'base64'));
  if (goesOn(before, next, hashes)) return undefined;
  return `The log of ${next.size} events does not go on with that of ${before.size}: it was rewritten.`;
};

const look = async ({ server, key, keep }) => {
  const { status, body } = await ask(`${server}/audit/checkpoint`);
  if (status !== 200) throw new Error(`${server}/audit/checkpoint answers ${status}.`);
  const kept = existsSync(keep) ? JSON.parse(readFileSync(keep, 'utf8')).note : undefined;
  if (body.note === undefined && kept !== undefined)
    throw new Alarm('The server has no checkpoint any more, and had one.');
  if (body.note === undefined) return 'The notary has signed nothing yet.';
  const next = checkpointOf(body.note, key);
  const fault = kept === undefined ? undefined : await faultOf(server, checkpointOf(kept, key), next);
  if (fault !== undefined) {
    writeFileSync(`${keep}.alarm`, `${JSON.stringify({ kept, seen: body.note })}\n`);
    throw new Alarm(fault);
  }
  writeFileSync(`${keep}.new`, `${JSON.stringify({ note: body.note, seenAt: new Date().toISOString() })}\n`);
  renameSync(`${keep}.new`, keep);
  return `${next.size} events, going on with ${kept === undefined ? 'nothing: it is the first that is kept' : 'the one before'}.`;
};

const optionsOf = ([server, ...words]) => {
  const value = (name) => words[words.indexOf(name) + 1];
  if (server === undefined || !words.includes('--key') || !words.includes('--keep'))
    throw new Error(
      "node witness.mjs https://desk.example --key 'NAME+ID+KEY' --keep FILE [--every SECONDS] [--alarm COMMAND]",
    );
  return {
    server: server.replace(/\/$/, ''),
    key: keyOf(value('--key')),
    keep: value('--keep'),
    every: words.includes('--every') ? Number(value('--every')) : undefined,
    alarm: words.includes('--alarm') ? value('--alarm') : undefined,
  };
};

try {
  const options = optionsOf(process.argv.slice(2));
  do {
    try {
      console.log(`${new Date().toISOString()} ${await look(options)}`);
    } catch (error) {
      console.error(`${new Date().toISOString()} ${error instanceof Alarm ? 'ALARM ' : ''}${error.message}`);
      process.exitCode = error instanceof Alarm ? 1 : 2;
      if (error instanceof Alarm && options.alarm)
        spawnSync(options.alarm, [`${options.keep}.alarm`], { stdio: 'inherit' });
      if (error instanceof Alarm) break;
    }
    if (options.every) await pause(options.every * 1000);
  } while (options.every);
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
