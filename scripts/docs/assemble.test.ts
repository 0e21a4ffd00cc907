import { describe, expect, it } from 'vitest'
import { parseFile } from '../sources.mjs'
import { assemble, exportedNames } from './assemble.mjs'

const fence = (line: number, code: string) => ({ page: 'a.md', line, language: 'ts', flags: [], code })

describe('blocks as one module', () => {
  it('keeps the order and remembers the lines', () => {
    const { text, origins } = assemble([fence(3, 'const a = 1\nconst b = 2'), fence(9, 'a + b')])
    expect(text).toBe('export {}\nconst a = 1\nconst b = 2\na + b\n')
    expect(origins.map((one) => one?.line)).toEqual([undefined, 3, 4, 9])
  })

  it('lets a later block import what an earlier one did', () => {
    const { text } = assemble([
      fence(1, "import { a, type B } from 'x'"),
      fence(2, "import { a, c } from 'x'\nimport { a as d } from 'x'\nimport {\n  B,\n} from 'x'"),
    ])
    expect(text.replace(/ +/g, ' ')).toBe(
      "export {}\nimport { a, type B } from 'x'\nimport { c } from 'x'\nimport { a as d } from 'x'\nimport {\n \n} from 'x'\n",
    )
  })

  it('imports what is used and not declared from the first scope that has it', () => {
    const scopes = [
      { specifier: 'world', names: ['User', 'ada', 'unused'] },
      { specifier: 'library', names: ['gte', 'User', 'f'] },
    ]
    const { text } = assemble([fence(1, 'const { x: ada } = run(User, gte(1))')], scopes)
    expect(text.split('\n')[0]).toBe("import { User } from 'world'; import { gte } from 'library'; export {}")
  })

  it('knows the names that a world exports', () => {
    const code =
      'export class A {}\nexport const b = 1, { c, d: [e] } = f\nexport let g\nconst h = 1\nexport type T = 1\nexport const i = async () => {}'
    expect(exportedNames(parseFile('world.ts', code))).toEqual(['A', 'b', 'c', 'e', 'g', 'T', 'i'])
  })
})
