import { switchesWithoutMeaning } from './algorithm';
import { STANDARD_HOURS } from './compile';
import type { CalendarTerms, PolicyDocument } from './document';
import { dayRule } from './holidays';
import { FIRST_YEAR, LAST_YEAR } from './open-year';
import { FAULT_CLASSES, type FaultClass, PRIORITIES, WEEKDAYS } from './vocabulary';
import { windowOf } from './windows';

/**
 * What is wrong with a document whose shape is right: each line names the place, what stands there and what to do.
 * None where it may be published.
 */
export const problemsOf = (document: PolicyDocument): readonly string[] => [
  ...switchesWithoutMeaning(document),
  ...effectiveFrom(document),
  ...standardHours(document),
  ...Object.entries(document.calendars).flatMap(([name, terms]) => calendar(document, name, terms)),
  ...Object.entries(document.holidays).flatMap(([name, { days }]) => holidayList(name, days)),
  ...PRIORITIES.flatMap((priority) => priorityTerms(document, priority)),
  ...twice('sla.pauseOn', document.sla.pauseOn),
  ...onCall(document),
  ...twice('afterHours.priority', document.afterHours.priority),
  ...faultClasses(document.fault),
];

const effectiveFrom = ({ effectiveFrom: text }: PolicyDocument): readonly string[] => {
  const year = new Date(text).getUTCFullYear();
  if (year >= FIRST_YEAR && year <= LAST_YEAR) return [];
  return [`effectiveFrom: ${text} lies outside ${FIRST_YEAR} to ${LAST_YEAR}, for which calendars are computed.`];
};

const standardHours = ({ calendars }: PolicyDocument): readonly string[] =>
  Object.hasOwn(calendars, STANDARD_HOURS)
    ? []
    : [`calendars: ${STANDARD_HOURS} is missing. It says what is off-hours; add it.`];

const calendar = ({ holidays }: PolicyDocument, name: string, terms: CalendarTerms): readonly string[] => {
  if ('always' in terms) return [];
  const place = `calendars.${name}`;
  const list = terms.holidays ?? undefined;
  const unknownList = list !== undefined && !Object.hasOwn(holidays, list);
  const open = WEEKDAYS.some((day) => (terms.weekly[day] ?? []).length > 0);
  return [
    ...(unknownList ? [`${place}.holidays: ${unknown(list, Object.keys(holidays))}`] : []),
    ...(open ? [] : [`${place}.weekly: never opens, so that no clock on it would ever run out. Give it a window.`]),
    ...WEEKDAYS.flatMap((day) => windows(`${place}.weekly.${day}`, terms.weekly[day] ?? [])),
  ];
};

const windows = (place: string, texts: readonly string[]): readonly string[] => {
  const problems: string[] = [];
  const read = texts.flatMap((text, i) => {
    const window = windowOf(text);
    if (!window) problems.push(`${place}[${i}]: '${text}' is no window. Write 08:00-17:00, at most to 24:00.`);
    else if (window[0] >= window[1])
      problems.push(`${place}[${i}]: '${text}' runs backwards. Over midnight, write two: to 24:00, and from 00:00.`);
    else return [{ text, from: window[0], to: window[1] }];
    return [];
  });
  read.sort((a, b) => a.from - b.from);
  read.forEach((window, i) => {
    const previous = read[i - 1];
    if (previous && previous.to > window.from)
      problems.push(`${place}: '${previous.text}' and '${window.text}' overlap. Make them one, or part them.`);
  });
  return problems;
};

const holidayList = (name: string, days: readonly string[]): readonly string[] =>
  days.flatMap((text, i) =>
    dayRule(text)
      ? []
      : [
          `holidays.${name}.days[${i}]: '${text}' is no day. Write 12-25, '1st mon of 09', 'last mon of 05', 2026-11-27.`,
        ],
  );

const priorityTerms = ({ calendars, priorities }: PolicyDocument, priority: (typeof PRIORITIES)[number]) => {
  const { calendar: name, warn } = priorities[priority];
  const known = Object.hasOwn(calendars, name);
  const ascending = warn.every((percent, i) => percent > (warn[i - 1] ?? 0));
  return [
    ...(known ? [] : [`priorities.${priority}.calendar: ${unknown(name, Object.keys(calendars))}`]),
    ...(ascending ? [] : [`priorities.${priority}.warn: ${warn.join(', ')} does not ascend. Sort it, each once.`]),
  ];
};

const onCall = ({ onCall: { levels }, priorities }: PolicyDocument): readonly string[] => [
  ...twice('onCall.levels', levels),
  ...(levels.length === 0 && PRIORITIES.some((priority) => priorities[priority].page)
    ? ['onCall.levels: nobody is named, and a priority pages. Name a level, or set page: false.']
    : []),
];

const faultClasses = (fault: PolicyDocument['fault']): readonly string[] => [
  ...FAULT_CLASSES.flatMap((name) => {
    const lists = listsWith(fault, name);
    if (lists.length === 1) return [];
    if (lists.length === 0)
      return [`fault: ${name} is in no list. Put it into chargeable, notChargeable or needsApproval.`];
    return [`fault: ${name} is listed twice (${lists.join(', ')}). Leave it in one.`];
  }),
  ...(fault.chargeable.includes('undetermined')
    ? ['fault.chargeable: undetermined is never charged. Put it into notChargeable.']
    : []),
];

const listsWith = (fault: PolicyDocument['fault'], name: FaultClass): readonly string[] =>
  (['chargeable', 'notChargeable', 'needsApproval'] as const).flatMap((list) =>
    fault[list].filter((listed) => listed === name).map(() => list),
  );

const twice = (place: string, names: readonly string[]): readonly string[] =>
  [...new Set(names.filter((name, i) => names.indexOf(name) < i))].map(
    (name) => `${place}: ${name} is named twice. Leave one.`,
  );

const unknown = (name: string, known: readonly string[]): string =>
  `'${name}' is not known. ${known.length === 0 ? 'There is none' : `There is ${known.join(', ')}`}; correct the name, or add it.`;
