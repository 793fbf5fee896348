// The manifests name what there is: every role, settings that the server takes, probes that it answers.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configFrom, ROLE_NAMES } from '#settings';
import { aCertificate } from '../programs/certificate';
import { scratch } from '../programs/scratch';
import { PRODUCTION } from './config-matrix.fixture';

type Container = {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
} & Readonly<
  Record<'startupProbe' | 'readinessProbe' | 'livenessProbe', { httpGet: { path: string; scheme: string } }>
>;
type Item = {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly replicas: number;
    readonly minAvailable: number;
    readonly selector: { readonly matchLabels: object };
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly containers: readonly [Container];
        readonly volumes: readonly { readonly name: string }[];
        readonly securityContext: object;
      };
    };
  };
};
const FILE = join(__dirname, '../../deploy/kubernetes/faultline.yaml');
const { items } = parse(readFileSync(FILE, 'utf8'), { maxAliasCount: 1_000 }) as { items: readonly Item[] };
const of = (kind: string) => items.filter((item) => item.kind === kind);
const deployments = of('Deployment').map(({ metadata, spec }) => ({ name: metadata.name, ...spec }));

/** The environment of a role as its container has it, with the secret's files in a folder of ours. */
const environmentOf = (container: Container): Record<string, string> => {
  const folder = scratch('kubernetes');
  mkdirSync(folder, { recursive: true });
  const { cert, key } = aCertificate(folder, 'made');
  const { FAULTLINE_MASTER_KEY, EVENTSTORE_URL, DATABASE_URL } = PRODUCTION;
  const secrets: Readonly<Record<string, string>> = {
    'master-key': FAULTLINE_MASTER_KEY,
    'notary-key': FAULTLINE_MASTER_KEY,
    'eventstore-url': EVENTSTORE_URL,
    'database-url': DATABASE_URL,
    'smtp-url': 'smtps://faultline:b6e5c1d8f2a94730@mail.example',
    'kafka-password': 'b6e5c1d8f2a94730',
    'tls.crt': readFileSync(cert, 'utf8'),
    'tls.key': readFileSync(key, 'utf8'),
    'ca.crt': readFileSync(cert, 'utf8'),
  };
  for (const [name, said] of Object.entries(secrets)) writeFileSync(join(folder, name), `${said}\n`);
  const given = Object.entries(of('ConfigMap')[0]?.data ?? {}).map(([name, value]) => [
    name,
    value.replace('/run/secrets/faultline/', `${folder}/`),
  ]);
  return Object.fromEntries([...given, ...container.env.map(({ name, value }) => [name, value])]);
};

describe('deploy/kubernetes', () => {
  it('has a deployment for each role, which starts with what it is given', () => {
    const roles = deployments.map(({ template }) => configFrom(environmentOf(template.spec.containers[0])).roles);
    expect(roles.flat().sort()).toStrictEqual([...ROLE_NAMES].sort());
    for (const named of roles) expect(named).toHaveLength(1);
  });

  it.each(deployments.map((deployment) => [deployment.name, deployment] as const))(
    '%s is asked whether it has started, is ready and lives, and may write nothing but its data',
    (_name, { template, selector }) => {
      const { containers, volumes, securityContext } = template.spec;
      const [{ startupProbe, readinessProbe, livenessProbe, volumeMounts, securityContext: ofServer }] = containers;
      const probes = [startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => httpGet.path);
      expect(probes).toStrictEqual(['/health/started', '/health/ready', '/health/live']);
      expect(securityContext).toMatchObject({ runAsNonRoot: true });
      expect(ofServer).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
      expect(volumes.map(({ name }) => name).sort()).toStrictEqual(volumeMounts.map(({ name }) => name).sort());
      expect(template.metadata.labels).toStrictEqual(selector.matchLabels);
    },
  );

  it('lets a node be emptied, and never takes the last process of a role that has two', () => {
    const budgets = of('PodDisruptionBudget').map(({ metadata, spec }) => [metadata.name, spec.minAvailable]);
    expect(Object.fromEntries(budgets)).toStrictEqual(
      Object.fromEntries(deployments.flatMap(({ name, replicas }) => (replicas > 1 ? [[name, replicas - 1]] : []))),
    );
  });
});
