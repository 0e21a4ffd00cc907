import { describe, expect, it } from 'vitest'
import { checkSize, limits } from './check-size.mjs'
import { plant } from './plant.ts'

const src = 'packages/orm/src'
const header = '/** Holds nothing. */\n'
const statements = (count: number) => 'work()\n\n// why\n'.repeat(count)
const problemsOf = (files: Record<string, string>, exceptions = {}) => checkSize(plant(files), exceptions).problems

describe('check-size', () => {
  it('accepts files at the limits, without counting comments and blank lines', () => {
    const body = statements(limits.function - 2)
    expect(problemsOf({ [`${src}/key/key-codec.ts`]: `${header}const run = () => {\n${body}}\n` })).toEqual([])
    expect(problemsOf({ [`${src}/index.ts`]: header + statements(limits.file) })).toEqual([])
  })

  it('rejects a file over the limit, unless it is listed', () => {
    const path = `${src}/key/long.ts`
    const files = { [path]: header + statements(limits.file + 1) }
    expect(problemsOf(files)).toEqual([`${path}:1: The file has 301 lines of code; the limit is 300.`])
    expect(problemsOf(files, { [path]: 'a table' })).toEqual([])
  })

  it('counts each line of a text over several lines', () => {
    const path = `${src}/text.ts`
    expect(problemsOf({ [path]: `${header}export const text = \`${'line\n'.repeat(301)}\`\n` })).toEqual([
      `${path}:1: The file has 302 lines of code; the limit is 300.`,
    ])
  })

  it.each([
    ['run', `const run = () => {\n${statements(59)}}`],
    ['run', `function run() {\n${statements(59)}}`],
    ['run', `class A { run() {\n${statements(59)}} }`],
    ['constructor', `class A { constructor() {\n${statements(59)}} }`],
    ['(anonymous function)', `work(() => {\n${statements(59)}})`],
  ])('rejects the long function %s, unless it is listed', (name, code) => {
    const path = `${src}/key/run.ts`
    expect(problemsOf({ [path]: header + code })).toEqual([`${path}:2: ${name} has 61 lines of code; the limit is 60.`])
    expect(problemsOf({ [path]: header + code }, { [`${path}#${name}`]: 'one table' })).toEqual([])
  })

  it('rejects file names', () => {
    const names = ['keyCodec.ts', 'Key.ts', 'key_codec.ts', 'utils.ts', 'helper.test.ts']
    const files = Object.fromEntries(names.map((name) => [`${src}/key/${name}`, header]))
    expect(problemsOf(files)).toEqual([
      `${src}/key/Key.ts:1: File names are kebab-case.`,
      `${src}/key/helper.test.ts:1: Name the file after what it holds.`,
      `${src}/key/keyCodec.ts:1: File names are kebab-case.`,
      `${src}/key/key_codec.ts:1: File names are kebab-case.`,
      `${src}/key/utils.ts:1: Name the file after what it holds.`,
    ])
  })

  it('rejects a source without a header; a test needs none', () => {
    const code = 'export const a = 1 // one\n'
    expect(problemsOf({ [`${src}/a.ts`]: code, [`${src}/a.test.ts`]: code })).toEqual([
      `${src}/a.ts:1: A file opens with a comment that says what it holds.`,
    ])
  })

  it('rejects an exception for a file that is gone', () => {
    expect(problemsOf({ [`${src}/a.ts`]: header }, { 'packages/orm/src/b.ts#run': 'long' })).toEqual([
      'scripts/check-size.mjs: The exception for packages/orm/src/b.ts#run names no file.',
    ])
  })

  it('counts the files, so that an empty project can be told from a sound one', () => {
    expect(checkSize(plant({}), {}).checked).toBe(0)
  })
})
