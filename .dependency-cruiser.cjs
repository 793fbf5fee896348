// Which module may import which, and through which entry points. Each rule is shown to fire in test/architecture/module-rules.spec.ts.
const { builtinModules } = require('node:module');

const SPEC = '\\.spec\\.ts$';
const DOMAIN = '^libs/([^/]+)/domain/';
/** The entry points are those that package.json names. */
const ENTRY_POINTS = Object.values(require('./package.json').imports).map(
  ({ source }) => `^${source.replace('./', '').replace(/\.ts$/, '\\.ts')}$`,
);
const ADAPTERS = 'http-kit|processes|event-store|embedded-store|read-store|messaging|identity|tmf621|tracing';
const NODE_ITSELF = `^(node:)?(${builtinModules.map((name) => name.replace(/^node:/, '')).join('|')})$`;
const packages = (...names) => `(^|node_modules/)(@types/)?(${names.join('|')})(/|$)`;

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other are one file, or miss a third. Hearing of an event (import type) is no need.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-cycles-between-libs',
      comment: 'Two libs that know each other are one lib, not even by a type.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { circular: true, via: { path: '^libs/', pathNot: '^libs/$1/' } },
    },
    {
      name: 'domain-is-pure',
      comment:
        "A domain imports the kernel, who there is, other contexts' index.ts and luxon. Time and ids arrive in the command.",
      severity: 'error',
      from: { path: DOMAIN, pathNot: SPEC },
      to: {
        pathNot: [
          '^libs/$1/domain/',
          '^libs/kernel/index\\.ts$',
          '^libs/identity/domain/principal\\.ts$',
          `^libs/(?!${ADAPTERS})[^/]+/index\\.ts$`,
          packages('luxon'),
        ],
      },
    },
    {
      name: 'domain-reaches-nothing-impure',
      comment: 'Nor does a domain reach Nest, a driver or Node by way of what it imports.',
      severity: 'error',
      from: { path: [DOMAIN, '^libs/kernel/'], pathNot: [SPEC, '^libs/kernel/given\\.ts$'] },
      to: { path: [NODE_ITSELF, 'node_modules/(?!luxon/|@types/luxon/)'], reachable: true },
    },
    {
      name: 'application-knows-no-http',
      comment: 'A billing role boots no controllers.',
      severity: 'error',
      from: { path: '^libs/[^/]+/application/' },
      to: { path: '^libs/[^/]+/http(/|\\.ts$)' },
    },
    {
      name: 'through-entry-points',
      comment: 'Another lib is imported through an entry point that package.json names.',
      severity: 'error',
      from: { path: '^(?:apps|test|libs)/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', ...ENTRY_POINTS] },
    },
    {
      name: 'libs-know-no-apps',
      comment: 'A lib is used by programs and tests and knows neither.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|test)/' },
    },
    {
      name: 'apps-know-no-apps',
      comment: 'What two programs share is a lib.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'console-stands-alone',
      comment: 'The page knows the API by its description, and nothing of how it is made.',
      severity: 'error',
      from: { path: '^apps/console/' },
      to: { path: '^(libs|test|apps/(?!console/))' },
    },
    {
      name: 'operations-is-the-roof',
      comment: 'Views across contexts look into all of them; no context looks up to them.',
      severity: 'error',
      from: { path: '^libs/', pathNot: '^libs/(operations|composition)/' },
      to: { path: '^libs/operations/' },
    },
    {
      name: 'event-store-driver-stays-home',
      comment: 'One adapter speaks to the event store. Tests may look over its shoulder.',
      severity: 'error',
      from: { pathNot: ['^libs/event-store/', '^test/', SPEC] },
      to: { path: packages('@eventstore/db-client', '@kurrent/kurrentdb-client') },
    },
    {
      name: 'kafka-driver-stays-home',
      comment: 'One file speaks to Kafka.',
      severity: 'error',
      from: { pathNot: ['^libs/messaging/', '^test/'] },
      to: { path: packages('kafkajs', '@platformatic/kafka') },
    },
    {
      name: 'sql-driver-stays-home',
      comment: 'SQL is spoken in the read store alone; others hold rows and query through its entry point.',
      severity: 'error',
      from: { pathNot: ['^libs/read-store/', '^test/'] },
      to: { path: ['^(node:)?sqlite$', packages('pg', 'kysely')] },
    },
    {
      name: 'calls-go-out-by-one-door',
      comment: 'Whoever is called may be hostile: one function calls out, and ends whatever the other end does.',
      severity: 'error',
      from: { pathNot: ['^libs/http-kit/outbound\\.ts$', '^test/', SPEC] },
      to: { path: ['^(node:)?https$', packages('undici')], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'embedded-store-stays-apart',
      comment:
        'Everyone speaks the protocol. Only embedded.ts, the store, backup and crash commands and tests start a node; the command line reads its log.',
      severity: 'error',
      from: {
        pathNot: [
          '^libs/embedded-store/',
          '^apps/server/embedded\\.ts$',
          '^apps/(store|backup|crash)/',
          '^libs/command-line/',
          '^test/',
          SPEC,
        ],
      },
      to: { path: '^libs/embedded-store/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    progress: { type: 'none' },
  },
};
