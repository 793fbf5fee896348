import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '#kernel';
import { Policies } from '#policy/policies';
import { POLICY_ID } from '#ticketing/module';
import { type Month, monthAt, monthOf, monthsBetween, monthsUpTo } from '../domain/month';

const USUAL = 12;
const MOST = 36;

/** Which months are asked for: from one to another or to this one, both included; the last twelve where none is named. */
export type MonthsAsked = { readonly first?: string; readonly last?: string };

/** Months in the zone of the policy as it stands now. */
@Injectable()
export class Months {
  constructor(
    @Inject(Policies) private readonly policies: Policies,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `RangeError` on what is no month, and on more than three years of them. */
  async asked({ first, last }: MonthsAsked): Promise<{ readonly zone: string; readonly months: readonly Month[] }> {
    const newest = (await this.policies.versions(POLICY_ID)).at(-1);
    const zone = newest?.zones[newest.document.timezone];
    if (!newest || !zone) throw new Error(`Policy ${POLICY_ID} carries no clock changes of its zone.`);
    const end = last ?? monthAt(zone, this.clock.now());
    const names = first === undefined ? monthsUpTo(end, USUAL) : monthsBetween(first, end, MOST);
    return { zone: newest.document.timezone, months: names.map((name) => monthOf(zone, name)) };
  }
}
