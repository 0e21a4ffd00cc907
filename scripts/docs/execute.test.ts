import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { projectRoot } from '../sources.mjs'
import { assemble } from './assemble.mjs'
import { execute } from './execute.mjs'
import { send, startStub } from './stub-engine.ts'

const problemsOf = async (...lines: string[]) => {
  mkdirSync(join(projectRoot, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(projectRoot, 'node_modules/.cache/docs-test-'))
  const engine = await startStub([])
  onTestFinished(() => {
    engine.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const fence = { page: 'a.md', line: 2, language: 'ts', flags: ['run'], code: lines.join('\n') }
  return execute([assemble([fence])], { folder, engine: engine.endpoint, world: undefined })
}

describe('execution of a page', () => {
  it.each([
    ['a value', ['1 + 1 // => 3'], '2: the value is 2, not 3.'],
    ['the value of a variable', ['const a = [1]', '// => [2]'], '3: [0] is 1, not 2.'],
    ['a value inside a loop', ['for (const a of [1, 2]) {', '  a // => 1', '}'], '3: the value is 2, not 1.'],
    [
      'a request',
      [...send, 'await send("Query", { Limit: 1 })', '// sends Query { "Limit": 2 }'],
      '9: in Query, Limit is 1, not 2; sent was {"Limit":1}.',
    ],
    ['an operation', [...send, 'await send("Query", {})', '// sends GetItem'], '9: sent were Query, not GetItem.'],
    ['a request too many', [...send, 'await send("Query", {}) // sends nothing'], '8: sent were Query, not nothing.'],
    ['a request too few', ['1 // sends Query'], '2: sent were nothing, not Query.'],
    [
      'a thrown code',
      ['JSON.parse("") // throws key.empty'],
      '2: SyntaxError: Unexpected end of JSON input was thrown, not key.empty.',
    ],
    ['a call that should throw', ['JSON.parse("1") // throws key.empty'], '2: nothing was thrown, not key.empty.'],
    ['a statement that throws', ['1', '', 'JSON.parse("")'], '4: SyntaxError: Unexpected end of JSON input'],
    [
      'a comment after nothing',
      ['// => 1', 'console.log()'],
      '2: `// =>` follows an expression, or the declaration of one variable.',
    ],
    [
      'a comment inside an expression',
      ['console.log(', '  1, // => 1', ')'],
      '3: The comment follows no statement, so nothing would check it.',
    ],
    [
      'a value of a statement without one',
      ['if (1) {}', '// => 1'],
      '3: `// =>` follows an expression, or the declaration of one variable.',
    ],
    ['an expectation that is no expression', ['1', '// => { a:'], "3: '{ a:' is not an expression."],
  ])('rejects %s', async (_name, lines, problem) => expect(await problemsOf(...lines)).toEqual([`a.md:${problem}`]))
})
