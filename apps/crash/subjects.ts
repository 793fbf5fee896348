import { clusterBlows } from '../../test/faults/cluster/crash';
import { powerCuts } from '../../test/faults/cut';
import type { Crash } from '../../test/faults/cycle';
import { damage } from '../../test/faults/damage';
import { flip } from '../../test/faults/flip';
import { fullDisk } from '../../test/faults/full-disk/crash';
import { kafkaKills } from '../../test/faults/kafka/crash';
import { kills } from '../../test/faults/kill';
import { pagingKills } from '../../test/faults/paging/crash';
import { roleKills } from '../../test/faults/roles/crash';
import { stops } from '../../test/faults/stop/crash';
import { upgrades } from '../../test/faults/upgrade/crash';
import { serverKills } from '../../test/kill/crash';

/** What can be crashed, and how. */
export const SUBJECTS = {
  store: [kills, powerCuts, damage, flip],
  kafka: [kafkaKills],
  server: [serverKills],
  roles: [roleKills],
  paging: [pagingKills],
  cluster: [clusterBlows],
  stop: [stops],
  upgrade: [upgrades],
  'full-disk': [fullDisk],
} as const satisfies Record<string, readonly Crash[]>;

export type Subject = keyof typeof SUBJECTS;

/** These work on an event store of their own: one that is given is not ours to crash, or may not be what they ask for. */
export const ON_OUR_OWN: readonly Subject[] = ['store', 'paging', 'cluster', 'stop', 'full-disk'];
