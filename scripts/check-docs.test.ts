import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkDocs } from './check-docs.mjs'
import { send, startStub } from './docs/stub-engine.ts'
import { plant } from './plant.ts'
import { projectRoot } from './sources.mjs'

const check = async (files: Record<string, string>, received: string[] = []) => {
  const root = plant(files)
  mkdirSync(join(projectRoot, 'node_modules/.cache'), { recursive: true })
  const cache = mkdtempSync(join(projectRoot, 'node_modules/.cache/docs-test-'))
  onTestFinished(() => rmSync(cache, { recursive: true, force: true }))
  const world = 'src/world.ts' in files ? { world: join(root, 'src/world.ts'), source: 'src' } : {}
  return checkDocs({ root, cache, startEngine: () => startStub(received), ...world })
}
const block = (flags: string, ...lines: string[]) => `\`\`\`${flags}\n${lines.join('\n')}\n\`\`\`\n`
const problemsOf = async (...blocks: string[]) => (await check({ 'README.md': blocks.join('') })).problems

describe('check-docs: types', () => {
  it('accepts the blocks of a page as one module, and others as their own', async () => {
    const files = {
      'README.md': `${block('ts', 'const a = 1')}${block('ts', 'a.toFixed()')}${block('ts alone', "const a = ''")}`,
    }
    expect(await check(files)).toEqual({ checked: 3, what: 'blocks of 1 pages (0 executed)', problems: [] })
  })

  it('rejects a wrong type where it stands', async () => {
    expect(await problemsOf('# Title\n\n', block('ts', 'const a = 1'), block('ts', '', 'a.trim()'))).toEqual([
      "README.md:8: error TS2339: Property 'trim' does not exist on type '1'.",
    ])
  })

  it('rejects a block that is no TypeScript', async () => {
    expect(await problemsOf(block('ts', 'const = 1'))).toContainEqual(expect.stringContaining('README.md:2: error TS'))
  })

  it('reports blocks of an unknown language', async () => {
    expect(await problemsOf(block('python', 'pass'))).toEqual([expect.stringContaining("README.md:1: 'python' is not")])
  })

  it('finds pages in folders, and counts nothing where there is none', async () => {
    expect((await check({ 'docs/a/b.md': block('text', 'x') })).checked).toBe(1)
    expect((await check({ 'docs/a.md': 'no code' })).checked).toBe(0)
  })
})

describe('check-docs: execution', () => {
  it('accepts values, thrown codes and requests that are as said', async () => {
    const problems = await problemsOf(
      block(
        'ts run',
        ...send,
        'const answer = await send("Query", { Limit: 1, Key: { PK: { S: "a" } } })',
        '// => { Count: 7 }',
        '// sends Query { "Key": { "PK": { "S": "a" } }, … }',
      ),
      block('ts', 'answer.Count.toFixed()'),
      block(
        'ts run',
        'answer.Count // => 7',
        'console.log([answer, 1]) // => [{ Count: … }, …]',
        '1 + 1 // sends nothing',
        'for (const one of [answer]) {',
        '  one.Count',
        '  // => 7',
        '}',
        '// sends nothing',
        '[await send("PutItem", {}), await send("GetItem", {})]',
        '// sends PutItem',
        '// sends GetItem',
        'throw_()',
        '// throws key.empty',
        'function throw_() { throw Object.assign(new Error(), { code: "key.empty" }) }',
        '[1,',
        '  2]',
        '// => [',
        '//   1,',
        '//   2',
        '// ]',
      ),
    )
    expect(problems).toEqual([])
  })

  it('reports all that differs in a page', async () => {
    expect(await problemsOf(block('ts run', '1 // => 2', '2 // => 3'))).toHaveLength(2)
  })

  it('rejects a run block that needs one that is not run', async () => {
    expect(await problemsOf(block('ts', 'const a = 1'), block('ts run', 'a.toFixed()'))).toEqual([
      'README.md:5: ReferenceError: a is not defined',
    ])
  })

  it('drops the tables of a page after it', async () => {
    const received: string[] = []
    await check({ 'README.md': block('ts run', ...send, 'await send("CreateTable", { TableName: "a" })') }, received)
    expect(received).toEqual(['DynamoDB_20120810.CreateTable', 'DynamoDB_20120810.DeleteTable'])
  })
})

describe('check-docs: docstrings', () => {
  const world =
    'export let user: { name: string } = { name: "" }\nexport const setUp = async () => { user = { name: "Ada" } }\n'
  const source = (...lines: string[]) =>
    `/**\n * Says.\n *\n * \`\`\`ts run\n${lines.map((line) => ` * ${line}\n`).join('')} * \`\`\`\n */\nexport const a = 1\n`

  it('executes examples in the world, each anew', async () => {
    const files = {
      'src/world.ts': world,
      'src/a.ts': source("user.name // => 'Ada'", "user.name = 'Bob'"),
      'src/b.ts': source("user.name // => 'Ada'"),
    }
    expect(await check(files)).toEqual({ checked: 2, what: 'blocks of 2 pages (2 executed)', problems: [] })
  })

  it('rejects an example that is wrong', async () => {
    const files = { 'src/world.ts': world, 'src/a.ts': source("user.name // => 'Bob'", 'user.nam') }
    expect((await check(files)).problems).toEqual([
      "src/a.ts:6: error TS2551: Property 'nam' does not exist on type '{ name: string; }'. Did you mean 'name'?",
      "src/a.ts:5: the value is 'Ada', not 'Bob'.",
    ])
  })

  it('gives a page the world if it asks for it', async () => {
    const page = block('ts run', "user.name // => 'Ada'")
    expect((await check({ 'src/world.ts': world, 'a.md': `<!-- world -->\n${page}` })).problems).toEqual([])
    expect((await check({ 'src/world.ts': world, 'a.md': page })).problems).toContain(
      "a.md:2: error TS2304: Cannot find name 'user'.",
    )
  })
})
