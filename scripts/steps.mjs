/** The steps of `npm test` as data: a name, a command, and the steps that must have passed before. */

const tsc = ['node_modules/typescript/bin/tsc']
const script = (/** @type {string} */ name) => [`scripts/${name}.mjs`]

/**
 * `command` holds the arguments of `node`; `live` steps run alone, last, and print as they go.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} command
 * @property {readonly string[]} [after]
 * @property {boolean} [live]
 */

/** @type {readonly Step[]} */
export const steps = [
  { name: 'format and lint', command: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off'] },
  { name: 'build', command: [...tsc, '-b', '--pretty', 'false'] },
  { name: 'bundle', command: script('bundle'), after: ['build'] },
  { name: 'oldest SDK', command: script('install-oldest-sdk') },
  { name: 'layers', command: script('check-layers') },
  { name: 'size and names', command: script('check-size') },
  { name: 'error codes', command: script('check-errors') },
  { name: 'types of the tests', command: [...tsc, '-p', 'packages/orm/tsconfig.test.json'], after: ['build'] },
  { name: 'types of examples and kit', command: [...tsc, '-p', 'examples/tsconfig.test.json'], after: ['build'] },
  { name: 'types of the scripts', command: [...tsc, '-p', 'scripts'] },
  {
    name: 'consumers, TypeScript 5.9',
    command: ['node_modules/typescript-5.9/lib/tsc.js', '-p', 'packages/orm/test/types'],
    after: ['build'],
  },
  {
    name: 'consumers, TypeScript 6',
    command: ['node_modules/typescript-6/lib/tsc.js', '-p', 'packages/orm/test/types'],
    after: ['build'],
  },
  { name: 'consumers, TypeScript 7', command: [...tsc, '-p', 'packages/orm/test/types'], after: ['build'] },
  { name: 'documentation', command: script('check-docs'), after: ['bundle'] },
  {
    name: 'tests',
    command: ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--silent=passed-only'],
    live: true,
  },
]
