import { describe, expect, it } from 'vitest'
import { checkErrors } from './check-errors.mjs'
import { plant } from './plant.ts'

const registry = "export const codes = {\n  'key.too-long': entry('KeyError', 'A key is short.', 'Shorten it.'),\n}\n"
const section = [
  '# Errors',
  '## Keys',
  '### key.too-long',
  '**KeyError.** A key is',
  'short.',
  '*When:* a key is long.',
  '*Fix:* shorten it.',
  '```text',
  'The key is long. [key.too-long]',
  '```',
  '## Others',
].join('\n')
const test = "it('fails', () => expect(() => run()).toThrow('key.too-long'))\n"

const problemsOf = (parts: { registry?: string; page?: string; test?: string; testPath?: string }) =>
  checkErrors(
    plant({
      'packages/orm/src/errors/codes.ts': parts.registry ?? registry,
      'docs/errors.md': parts.page ?? section,
      [parts.testPath ?? 'packages/orm/src/key/key.test.ts']: parts.test ?? test,
    }),
  ).problems

describe('check-errors', () => {
  it('accepts a code that is documented and tested', () => expect(problemsOf({})).toEqual([]))

  it('rejects a code without a section', () => {
    expect(problemsOf({ page: '# Errors' })).toEqual(["docs/errors.md:1: There is no section '### key.too-long'."])
  })

  it('rejects a section of a code that is not in the registry', () => {
    expect(problemsOf({ page: `${section}\n### key.gone` })).toEqual([
      "docs/errors.md:12: 'key.gone' is not in the registry.",
    ])
  })

  it.each([
    ['the class', 'KeyError', 'QueryError', 'does not open with'],
    ['the rule', 'short.', 'long.', 'does not open with'],
    ['when', '*When:*', 'Then', 'does not say when'],
    ['the fix', '*Fix:*', 'Do', 'does not say the fix'],
    ['the message', '[key.too-long]', '', 'has no text block'],
  ])('rejects a section with a wrong or missing part: %s', (_part, text, instead, problem) => {
    expect(problemsOf({ page: section.replace(text, instead) })).toEqual([
      expect.stringContaining(`docs/errors.md:3: 'key.too-long' ${problem}`),
    ])
  })

  it.each([
    ["it('key.too-long', () => {})"],
    ["const code = 'key.too-long'"],
    ["// expect(run).toThrow('key.too-long')"],
    ["expect(run).toThrow('key.too')"],
  ])('does not take %s for a test of the code', (text) => {
    expect(problemsOf({ test: text })).toEqual(["packages/orm/src/errors/codes.ts:2: No test expects 'key.too-long'."])
  })

  it('does not take a test of the registry itself for a test of the code', () => {
    expect(problemsOf({ testPath: 'packages/orm/src/errors/codes.test.ts' })).toHaveLength(1)
  })

  it.each([
    ["await expect(run()).rejects.toMatchObject({ code: 'key.too-long' })"],
    ['expect(run).toThrow(/long.*key\\.too-long/)'],
    ["it.each([['a', 'key.too-long']])('%s', (value, code) => expect(() => run(value)).toThrow(code))"],
    ["expectCode(() => run(), 'key.too-long')"],
  ])('takes %s for a test of the code', (text) => expect(problemsOf({ test: text })).toEqual([]))
})
