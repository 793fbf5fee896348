import { clusterBlows } from '../../test/faults/cluster/crash';
import { powerCuts } from '../../test/faults/cut';
import type { Crash } from '../../test/faults/cycle';
import { damage } from '../../test/faults/damage';
import { kafkaKills } from '../../test/faults/kafka/crash';
import { kills } from '../../test/faults/kill';
import { roleKills } from '../../test/faults/roles/crash';
import { stops } from '../../test/faults/stop/crash';

/** What can be crashed, and how. */
export const SUBJECTS = {
  store: [kills, powerCuts, damage],
  kafka: [kafkaKills],
  roles: [roleKills],
  cluster: [clusterBlows],
  stop: [stops],
} as const satisfies Record<string, readonly Crash[]>;

export type Subject = keyof typeof SUBJECTS;
