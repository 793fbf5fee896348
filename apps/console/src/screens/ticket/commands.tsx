import { useMemo, useState } from 'react';
import { useKeys } from '../../lib/keys';
import { Key } from '../../parts/marks';
import { CommandSheet } from '../../parts/sheet';
import type { LegalCommand, Principal, TicketPage } from '../../types.gen';
import { commandWords } from '../../words';

const LIKELY = 5;
const GROUPS = ['Talk', 'Priority and people', 'Progress', 'Fault and money', 'Record'] as const;
/** What is mostly said next, in this order. */
const NEXT = [
  'ApproveProposal',
  'TriageTicket',
  'AssignTicket',
  'StartWork',
  'SendReply',
  'ResumeTicket',
  'RestoreService',
  'LogWork',
  'ResolveTicket',
  'DetermineFault',
  'ApproveBilling',
  'WaiveBilling',
  'CloseTicket',
  'AddNote',
];

export const Commands = ({ page, etag, who }: { page: TicketPage; etag: string | undefined; who: Principal }) => {
  const [chosen, choose] = useState<LegalCommand>();
  const [isOpen, open] = useState(false);
  const { commands } = page;
  const likely = NEXT.flatMap((name) => commands.find(({ command }) => command === name) ?? []).slice(0, LIKELY);
  useKeys(
    useMemo(
      () => ({
        '.': () => open((was) => !was),
        ...Object.fromEntries(
          commands.flatMap((one) => {
            const { key } = commandWords(one.command);
            return key ? [[key, () => choose(one)]] : [];
          }),
        ),
      }),
      [commands],
    ),
  );
  return (
    <section className="panel commands" aria-labelledby="commands-title">
      <header>
        <h2 id="commands-title">What you can do now</h2>
        <span className="quiet end">as {who.role}</span>
      </header>
      <div className="likely">
        {likely.map((one) => (
          <CommandButton key={one.command + one.path} one={one} choose={choose} />
        ))}
        {commands.length === 0 && <p className="quiet">Nothing: it is for others to act, or over.</p>}
      </div>
      {commands.length > likely.length && (
        <details open={isOpen} onToggle={({ currentTarget }) => open(currentTarget.open)}>
          <summary>
            All {commands.length} <Key is="." />
          </summary>
          {GROUPS.map((group) => {
            const ofGroup = commands.filter(({ command }) => commandWords(command).group === group);
            return (
              ofGroup.length > 0 && (
                <div key={group} className="group">
                  <h3>{group}</h3>
                  {ofGroup.map((one) => (
                    <CommandButton key={one.command + one.path} one={one} choose={choose} />
                  ))}
                </div>
              )
            );
          })}
        </details>
      )}
      <NotNow of={page.notNow} />
      {chosen && (
        <CommandSheet key={chosen.command} command={chosen} page={page} etag={etag} close={() => choose(undefined)} />
      )}
    </section>
  );
};

const CommandButton = ({ one, choose }: { one: LegalCommand; choose: (one: LegalCommand) => void }) => {
  const { key, careful } = commandWords(one.command);
  return (
    <button type="button" className={careful ? 'button careful' : 'button'} onClick={() => choose(one)}>
      {one.label} {key && <Key is={key} />}
    </button>
  );
};

/** What this role may say of a ticket, but not of this one now; and why. */
const NotNow = ({ of }: { of: TicketPage['notNow'] }) =>
  of.length === 0 ? null : (
    <details>
      <summary>Not now, and why</summary>
      <ul className="not-now">
        {of.map(({ command, label, why }) => (
          <li key={command}>
            {label} <small>{why}</small>
          </li>
        ))}
      </ul>
    </details>
  );
