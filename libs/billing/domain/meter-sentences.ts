// The meter in sentences that can be read out on the phone.

import { ms } from '#kernel';
import { type FaultClass, localTime, type Policy } from '#policy';
import type { Amounts, Meter, MeterReading } from './meter';
import { dollars, FAULT, plural, WHY_NOTHING } from './words';

/** What it costs so far, by what the review may find. Dollars and cents, instants by the clock of the policy. */
export const sayMeter = (
  { rule, isOpen, firstMinuteCents, logged, underWay }: Meter,
  { document: { billing }, zone }: Policy,
): readonly string[] => {
  const first = `If the client is at fault, the first minute of off-hours work costs ${dollars(firstMinuteCents)}: at least ${plural(billing.minimumMinutes, 'minute')} are billed${billing.incidentFeeCents > 0 ? `, and a fee of ${dollars(billing.incidentFeeCents)}` : ''}.`;
  if (rule !== undefined)
    return isOpen
      ? [`Nothing is owed so far: ${whyNothing(rule)}. That may change while the work goes on.`, first]
      : [`Nothing is owed, whatever the review finds: ${whyNothing(rule)}.`];
  const now = underWay ?? logged;
  const lines = [`${worked(now)} so far, ${minimum(now, billing.minimumMinutes)}.`];
  if (underWay)
    lines.push(`That counts work under way since ${localTime(zone, ms(underWay.since))}; ${worked(logged)} is logged.`);
  for (const group of Map.groupBy(now.byFault, outcomeSentence).values()) {
    const faults = group.map(({ faultClass }) => FAULT[faultClass]).join(', or ');
    lines.push(`If the fault is ${faults}: ${outcomeSentence(group[0] as MeterReading)}.`);
  }
  const covered = billing.minimumMinutes - Math.ceil(now.workedSeconds / 60);
  if (now.minutes === billing.minimumMinutes && covered > 0)
    lines.push(`The minimum covers ${plural(covered, 'more minute')}.`);
  return lines;
};

const worked = ({ workedSeconds }: Amounts) =>
  `${plural(Math.floor(workedSeconds / 60), 'minute')} ${Math.floor(workedSeconds % 60)} s of off-hours emergency work`;
const minimum = ({ minutes }: Amounts, least: number) =>
  minutes === least ? `billed as ${minutes} minutes, the least there is` : `billed as ${minutes} minutes`;

const outcomeSentence = ({ outcome, cents, sharePercent }: MeterReading): string => {
  if (cents === 0) return outcome === 'pending' ? 'nothing, until it is determined' : 'nothing';
  const share = sharePercent === undefined ? '' : ` for a client's share of ${sharePercent} %`;
  return `${dollars(cents)}${share}${outcome === 'held' ? ', once billing has approved it' : ''}`;
};

const whyNothing = (rule: string): string =>
  rule.startsWith('fault_')
    ? `the fault was ${FAULT[rule.slice('fault_'.length) as FaultClass]}`
    : WHY_NOTHING[rule as keyof typeof WHY_NOTHING];
