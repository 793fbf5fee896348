const path = require('node:path');

/** Tests run on the sources; the entry points of `package.json#imports` are read from there, so that there is one list. */
const { imports } = require('./package.json');
const moduleNameMapper = Object.fromEntries(
  Object.entries(imports).map(([name, { source }]) => [`^${name}$`, path.join('<rootDir>', source)]),
);

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper,
  maxWorkers: 3,
  // What a file leaves behind is not given back: a worker that has grown by that much is followed by a new one.
  workerIdleMemoryLimit: '600MB',
  // Nothing waits by the clock; a busy machine is merely slow.
  testTimeout: 240_000,
};
