import { dateTime } from '../lib/time';
import type { LegalCommand, TicketPage } from '../types.gen';
import { inWords } from '../words';

type Option = { readonly value: string; readonly says: string };
/** What stands open in a command's path is chosen from what the ticket has. */
type About = Pick<TicketPage, 'work' | 'timeline' | 'policy'>;
const OPTIONS: Readonly<Record<string, (page: About) => readonly Option[]>> = {
  workId: ({ work, policy }) =>
    work
      .filter(({ voided }) => !voided)
      .map(({ workId, from, to, engineer = '' }) => ({
        value: workId,
        says: `${dateTime(from, policy.zone)} – ${dateTime(to, policy.zone)} ${engineer}`,
      })),
  reply: ({ timeline, policy }) =>
    timeline
      .filter(({ event }) => event === 'ReplySent')
      .map(({ revision, at }) => ({ value: String(revision), says: `Reply of ${dateTime(at, policy.zone)}` })),
};

type Props = {
  name: string;
  command: LegalCommand;
  page: About;
  value: string;
  enter: (name: string, value: string) => void;
};
export const ParamField = ({ name, command, page, value, enter }: Props) => {
  const described = OPTIONS[name]?.(page) ?? [];
  const allowed = command.params?.find((param) => param.name === name)?.values ?? described.map((one) => one.value);
  return (
    <label className="field">
      <span>{name === 'workId' ? 'Which entry' : `Which ${inWords(name).toLowerCase()}`}</span>
      <select value={value} onChange={({ target }) => enter(name, target.value)}>
        <option value="">Choose …</option>
        {allowed.map((each) => (
          <option key={each} value={each}>
            {described.find((one) => one.value === each)?.says ?? each}
          </option>
        ))}
      </select>
    </label>
  );
};
