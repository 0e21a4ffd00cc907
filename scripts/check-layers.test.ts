import { describe, expect, it } from 'vitest'
import { checkLayers, checkNeighbours, rules } from './check-layers.mjs'
import { plant } from './plant.ts'

/** A tree that keeps all rules; each case below changes it in one place. */
const sound = {
  'index.ts': "export { key } from './key/key.ts'\nexport type { Step } from './admin/step.ts'\n",
  'testing.ts': "export { start } from './testing/start.ts'\n",
  'errors/codes.ts': 'export const codes = 1\n',
  'key/key.ts':
    "import { codes } from '../errors/codes.ts'\nimport type { Part } from './part.ts'\nexport const key = codes\n",
  'key/part.ts': 'export interface Part {}\n',
  'key/key.test.ts': "import { start } from '../testing/start.ts'\nimport 'vitest'\n",
  'admin/step.ts': "import 'node:fs'\nexport interface Step {}\n",
  'model/table.ts': "export const plan = () => import('../admin/step.ts')\n",
  'testing/start.ts': "import { plan } from '../model/table.ts'\nexport const start = plan\n",
  'sdk/client.ts': "import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'\nexport type C = DynamoDBClient\n",
}
const noExceptions: typeof rules = { ...rules, importExceptions: [], leafExceptions: [] }
const problemsOf = (changes: Record<string, string>, given = noExceptions) =>
  checkLayers(plant({ ...sound, ...changes }), given).problems

const rejected: readonly [string, Record<string, string>, string][] = [
  [
    'an import that points up',
    { 'errors/codes.ts': "import '../key/part.ts'" },
    'errors/codes.ts:1: errors/ (rank 1) must not import key/ (rank 3); imports point down.',
  ],
  [
    'a type import that points up',
    { 'errors/codes.ts': "import type { Part } from '../key/part.ts'" },
    'errors/codes.ts:1: errors/ (rank 1) must not import key/ (rank 3); imports point down.',
  ],
  [
    'a type in import() form',
    { 'errors/codes.ts': "\nexport type P = import('../key/part.ts').Part" },
    'errors/codes.ts:2: errors/ (rank 1) must not import key/ (rank 3); imports point down.',
  ],
  [
    'a re-export that points up',
    { 'errors/codes.ts': "export * from '../key/part.ts'" },
    'errors/codes.ts:1: errors/ (rank 1) must not import key/ (rank 3); imports point down.',
  ],
  [
    'a dynamic import that points up',
    { 'errors/codes.ts': "export const f = () => import('../key/part.ts')" },
    'errors/codes.ts:1: errors/ (rank 1) must not import key/ (rank 3); imports point down.',
  ],
  [
    'a folder of the same rank',
    { 'key/part.ts': "import '../transport/port.ts'", 'transport/port.ts': '' },
    'key/part.ts:1: key/ (rank 3) must not import transport/ (rank 3); imports point down.',
  ],
  [
    'an import of an entry file',
    { 'testing/start.ts': "import '../index.ts'" },
    "testing/start.ts:1: Nothing imports an entry file; import from where 'index.ts' takes it.",
  ],
  [
    'a cycle inside a folder',
    { 'key/part.ts': "import type { key } from './key.ts'" },
    'key/key.ts:1: Files import each other: key/key.ts → key/part.ts → key/key.ts.',
  ],
  [
    'a leaf that the main entry loads',
    { 'model/table.ts': "import '../admin/step.ts'", 'index.ts': "export * from './model/table.ts'" },
    'model/table.ts:1: index.ts would load admin/step.ts, and admin/ is a leaf; import it dynamically, or its types only.',
  ],
  [
    'a leaf that is loaded for a type only by name',
    { 'index.ts': "export { type Step } from './admin/step.ts'" },
    'index.ts:1: index.ts would load admin/step.ts, and admin/ is a leaf; import it dynamically, or its types only.',
  ],
  [
    'the SDK outside its room',
    { 'key/part.ts': "import '@aws-sdk/client-dynamodb'" },
    "key/part.ts:1: '@aws-sdk/client-dynamodb' is not a listed package. Only sdk/ imports the AWS SDK.",
  ],
  [
    'a dependency',
    { 'key/part.ts': "import 'lodash'" },
    "key/part.ts:1: 'lodash' is not a listed package. The library has no dependencies.",
  ],
  [
    'a computed import',
    { 'key/part.ts': 'export const f = (name: string) => import(name)' },
    "key/part.ts:1: '(computed)' is not a listed package. The library has no dependencies.",
  ],
  [
    'a folder without a rank',
    { 'stuff/thing.ts': '' },
    "stuff/thing.ts:1: The folder 'stuff' is not in the rank table; add it to scripts/ranks.mjs.",
  ],
  [
    'a file that is not there',
    { 'key/part.ts': "import './gone.ts'" },
    "key/part.ts:1: './gone.ts' names no file; relative imports end in .ts.",
  ],
  [
    'a path out of the sources',
    { 'key/part.ts': "import '../../kit/src/index.ts'" },
    "key/part.ts:1: '../../kit/src/index.ts' leaves the sources.",
  ],
  [
    'a source that imports a test',
    { 'key/part.ts': "import './key.test.ts'" },
    'key/part.ts:1: A source never imports a test.',
  ],
  [
    'a test far from its source',
    { 'read/plan.test.ts': '' },
    'read/plan.test.ts:1: A unit test stands beside its source, and this folder has no source.',
  ],
]

describe('check-layers', () => {
  it('accepts a tree that keeps the rules', () => expect(problemsOf({})).toEqual([]))

  it.each(rejected)('rejects %s', (_name, changes, problem) => expect(problemsOf(changes)).toEqual([problem]))

  it('accepts a listed exception, and rejects one that nothing needs', () => {
    const listed = {
      ...noExceptions,
      importExceptions: [{ from: 'key/part.ts', to: 'field/spec.ts', reason: 'both 3' }],
    }
    const spec = { 'field/spec.ts': '' }
    expect(problemsOf({ ...spec, 'key/part.ts': "import '../field/spec.ts'" }, listed)).toEqual([])
    expect(problemsOf(spec, listed)).toEqual([
      "key/part.ts:1: The exception for 'field/spec.ts' is not needed any more; remove it from scripts/ranks.mjs.",
    ])
  })

  it('accepts a listed leaf', () => {
    const listed = { ...noExceptions, leafExceptions: [{ from: 'index.ts', to: 'admin/step.ts', reason: 'tiny' }] }
    expect(problemsOf({ 'index.ts': "export * from './admin/step.ts'" }, listed)).toEqual([])
  })

  it('counts the files, so that an empty folder can be told from a sound one', () => {
    expect(checkLayers(plant({ 'readme.md': '' })).checked).toBe(0)
    expect(checkLayers(plant(sound), noExceptions).checked).toBe(9)
  })
})

describe('check-layers: packages around the library', () => {
  const file = 'examples/shop/src/models.ts'
  const sound = {
    'packages/orm/src/index.ts': "import '../../kit/src/index.ts'",
    [file]: "import './data.ts'\nimport '../index.ts'\nimport 'single-table-orm'",
  }

  it('accepts imports by name and inside a package', () => {
    expect(checkNeighbours(plant(sound))).toEqual({ checked: 1, what: 'files of other packages', problems: [] })
  })

  it.each(['../../../packages/orm/src/index.ts', '../../chat/src/models.ts'])('rejects %s', (specifier) => {
    expect(checkNeighbours(plant({ [file]: `import '${specifier}'` })).problems).toEqual([
      `${file}:1: '${specifier}' reaches into another package; import it by its name.`,
    ])
  })
})
