// What scripts/mutate.mjs adds to Stryker: a runner for the specs of a pure domain, and what is not worth a change.

import { declareClassPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { SpecRunner } from './spec-runner.mjs';
import { Survivors } from './survivors.mjs';

const textOf = ({ node }) => {
  if (node.type === 'StringLiteral') return node.value;
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.raw).join(' ');
  return '';
};
const isInRefusal = (nodePath) => {
  const call = nodePath.findParent(({ node }) => node.type === 'CallExpression' || node.type === 'NewExpression');
  return call !== null && /Error$|^refusal$|^no$|^unknown$/.test(call.node.callee.name ?? '');
};

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'specs', SpecRunner),
  declareClassPlugin(PluginKind.Reporter, 'survivors', Survivors),
  // The sentence of a refusal is for people and may change; its code is a promise, and is mutated like every rule.
  declareValuePlugin(PluginKind.Ignore, 'prose', {
    shouldIgnore: (nodePath) =>
      textOf(nodePath).trim().includes(' ') && isInRefusal(nodePath) ? 'a sentence for people' : undefined,
  }),
];
