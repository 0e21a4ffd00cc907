/** What a user reads who calls the library wrongly: each wrong program is compiled, and its first message compared. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CompilerVersion, type ConsumerProject, makeConsumerProject } from '../support/consumer-project.ts'
import { shop, wrongPrograms } from './wrong-programs.ts'

const names = Object.keys(wrongPrograms)
let project: ConsumerProject

beforeAll(async () => {
  project = await makeConsumerProject()
  await project.write('shop.ts', shop)
  for (const [position, name] of names.entries())
    await project.write(`wrong-${position}.ts`, wrongPrograms[name]?.code ?? '')
})
afterAll(() => project.remove())

/** The first message about each program, with its further lines; and messages about anything else. */
const messages = async (version: CompilerVersion): Promise<{ first: Map<string, string>; others: string[] }> => {
  const first = new Map<string, string>()
  const others: string[] = []
  let current: string | undefined
  for (const line of (await project.compile(version)).split('\n')) {
    const [, position, text] = /^wrong-(\d+)\.ts\(\d+,\d+\): error (TS\d+: .*)$/.exec(line) ?? []
    if (position !== undefined && text !== undefined) {
      const name = names[Number(position)] ?? ''
      current = first.has(name) ? undefined : name
      if (current !== undefined) first.set(current, text)
    } else if (line.startsWith(' ')) {
      if (current !== undefined) first.set(current, `${first.get(current)}\n${line}`)
    } else if (line.trim() !== '') others.push(line)
  }
  return { first, others }
}

describe.each(['5.9', '7'] as const)('TypeScript %s', (version) => {
  it('tells the user what is wrong', async () => {
    const { first, others } = await messages(version)
    expect(others).toEqual([])
    for (const name of names) expect(first.get(name), name).toContain(wrongPrograms[name]?.says)
    const page = names.map((name) => `## ${name}\n${first.get(name)}`).join('\n\n')
    await expect(`${page}\n`).toMatchFileSnapshot(`messages/typescript-${version}.txt`)
  })
})
