import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkDocs } from './check-docs.mjs'
import { plant } from './plant.ts'
import { projectRoot } from './sources.mjs'

/** Stands in for an engine: answers every request with `{ "Count": 7 }`, and keeps the names of the operations. */
const startStub = async (received: string[]) => {
  const server = createServer((request, response) => {
    received.push(String(request.headers['x-amz-target']))
    request.resume()
    response.end('{ "Count": 7 }')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() }
}

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

/** Sends one operation, as a page would through the library. */
const send = [
  'const send = async (operation: string, body: object) => {',
  "  const headers = { 'x-amz-target': 'DynamoDB_20120810.' + operation }",
  "  const address = process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? ''",
  "  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })",
  '  return (await answer.json()) as { Count: number }',
  '}',
]

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
  ])('rejects %s', async (_name, lines, problem) => {
    expect(await problemsOf(block('ts run', ...lines))).toEqual([`README.md:${problem}`])
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
