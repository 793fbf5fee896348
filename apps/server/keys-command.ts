import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hashOf, isClientRole, KeyFile, type KeyRecord, mintKey, ROLES, sayPrincipal } from '#identity';
import { DAY, iso } from '#kernel';
import { API_KEYS, type Config } from '#settings';

const USAGE = `Usage: keys issue --principal ID --role ROLE [--client ID]… [--days N] | keys rotate (the same) [--overlap-days N] | keys list | keys revoke --principal ID [--client ID… | --staff] | keys seal | keys adopt
Roles: ${ROLES.join(', ')}. A client's role needs its --client. 365 days, where it is not said. rotate: the keys of before count for 7 days more.`;

/** Issues, lists and revokes API keys. A key is shown once, here, and is kept nowhere but as a hash. Answers an exit code. */
export const keysCommand = ({ keysDir }: Pick<Config, 'keysDir'>, args: readonly string[]): number => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      principal: { type: 'string' },
      role: { type: 'string' },
      client: { type: 'string', multiple: true },
      staff: { type: 'boolean', default: false },
      days: { type: 'string', default: '365' },
      'overlap-days': { type: 'string', default: '7' },
    },
  });
  const keys = KeyFile.open(join(keysDir, API_KEYS));
  const [act] = positionals;
  if (act === 'list') return list(keys);
  if (act === 'seal') return seal(keys);
  if (act === 'revoke' && values.principal !== undefined)
    return revoke(keys, { id: values.principal, clients: values.client, isStaff: values.staff });
  const role = ROLES.find((known) => known === values.role);
  const days = Number(values.days);
  const clients = values.client ?? [];
  const fits = role !== undefined && isClientRole(role) === clients.length > 0;
  const overlap = Number(values['overlap-days']);
  const isWhole = Number.isInteger(days) && days >= 1 && Number.isInteger(overlap) && overlap >= 0;
  if ((act !== 'issue' && act !== 'rotate') || values.principal === undefined || !fits || !isWhole) {
    console.error(USAGE);
    return 2;
  }
  const key = mintKey();
  const now = Date.now();
  const record = {
    hash: hashOf(key),
    principal: { id: values.principal, role, ...(clients.length > 0 && { clients }) },
    issuedAt: iso(now),
    expiresAt: iso(now + days * DAY),
  };
  if (act === 'issue') keys.add(record);
  else if (!rotate(keys, record, iso(now), iso(now + overlap * DAY))) return 1;
  console.log(key);
  return 0;
};

/** Whether there was something to rotate. What is said goes beside the key, which alone is on standard output. */
const rotate = (keys: KeyFile, record: KeyRecord, now: string, until: string): boolean => {
  const replaced = keys.rotate(record, now, until);
  const who = `${sayPrincipal(record.principal)}, ${record.principal.role}`;
  if (replaced === 0)
    console.error(`${who} has no key that counts, so there is nothing to rotate. Issue one: keys issue`);
  else console.error(`${replaced} key(s) of ${who} count until ${until}. Put the new one in their place until then.`);
  return replaced > 0;
};

const seal = (keys: KeyFile): number => {
  if (keys.isSealed) console.error(`${keys.path} has its sum already: a damaged byte lets nobody in.`);
  else keys.seal();
  return 0;
};

const list = (keys: KeyFile): number => {
  for (const { principal, expiresAt, development } of keys.all())
    console.log(
      [
        principal.id,
        principal.role,
        principal.clients?.join(',') ?? '-',
        development ? 'development' : `until ${expiresAt ?? 'revoked'}`,
      ].join('  '),
    );
  return 0;
};

type Whose = { readonly id: string; readonly clients: readonly string[] | undefined; readonly isStaff: boolean };

/** One name may be several principals: one of them is revoked, and the others are not. */
const revoke = (keys: KeyFile, { id, clients, isStaff }: Whose): number => {
  const alike = new Map(
    keys
      .all()
      .filter(({ principal }) => principal.id === id)
      .map(({ principal }) => [sayPrincipal(principal), principal]),
  );
  const asked = isStaff ? id : clients && sayPrincipal({ id, role: 'client-contact', clients });
  const [found, ...others] = asked === undefined ? alike.keys() : [asked].filter((name) => alike.has(name));
  const principal = found === undefined ? undefined : alike.get(found);
  if (principal === undefined) {
    const there = alike.size > 0 ? ` There is ${[...alike.keys()].join('; ')}.` : ' keys list says who has.';
    console.error(`${asked ?? id} has no key, so none was revoked.${there}`);
    return 1;
  }
  if (others.length > 0) {
    console.error(
      `Nothing was revoked: ${id} may be ${[...alike.keys()].join('; or ')}. Name the clients with --client, or say --staff.`,
    );
    return 2;
  }
  console.log(`${keys.revoke(principal)} key(s) of ${found} revoked. Running servers notice within a second.`);
  return 0;
};
