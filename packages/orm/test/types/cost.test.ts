/**
 * What the compiler pays, in type instantiations: for each further model of 12 attributes, its creation, a get and three
 * queries; and for each of the wrong programs whose messages are kept. The budgets are in `budgets.json`; change them on
 * purpose, with the reason in the commit.
 */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CompilerVersion, type ConsumerProject, makeConsumerProject } from '../support/consumer-project.ts'
import { call, shop, wrongPrograms } from './wrong-programs.ts'

const budgets = JSON.parse(await readFile(new URL('budgets.json', import.meta.url), 'utf8'))
let project: ConsumerProject
beforeAll(async () => {
  project = await makeConsumerProject()
})
afterAll(() => project.remove())

const header = `import { beginsWith, f, gte, Table } from 'single-table-orm'
export const shop = new Table({ name: 'shop', indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })
`

/** A model whose types share nothing with those of the others, and the calls of it. */
const model = (n: number): string => `
export class Order${n} extends shop.Model<Order${n}>()('Order${n}', {
  fields: {
    userId: f.string(), orderId: f.ulid(), status: f.enum('open', 'paid', 'shipped').default('open'), total: f.number(),
    placedAt: f.date().createdAt(),
    address: f.map({ city: f.string(), zip: f.string().optional(), street: f.string(), no: f.number(), land: f.string() }),
    tags: f.list(f.string()).optional(), a${n}: f.string(), b${n}: f.number(), c: f.string().optional(), d: f.date(),
    e: f.number().default(1),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
  },
}) {
  again() { return Order${n}.objects.get({ userId: this.userId, orderId: this.orderId }) }
}
const address${n} = { city: 'x', street: 's', no: 1, land: 'c' }
export const create${n} = () =>
  Order${n}.objects.create({ userId: 'u', total: 1, address: address${n}, a${n}: 'x', b${n}: 1, d: new Date() })
export const one${n} = () =>
  Order${n}.objects.using({ userId: 'u' }).filter({ total: gte(10), address: { city: beginsWith('L') } }).all()
export const two${n} = () => Order${n}.objects.using({ status: 'open', placedAt: gte(new Date()) }).limit(3).all()
export const three${n} = () => Order${n}.objects.using({ userId: 'u', orderId: beginsWith('x') }).first()
`

/** Instantiations of the whole project, of which `says` is said. One thread: several would each pay for what is shared. */
const instantiations = async (version: CompilerVersion, says: string | undefined): Promise<number> => {
  const threads = version === '7' ? ['--singleThreaded'] : []
  const output = await project.compile(version, '--extendedDiagnostics', ...threads)
  if (says === undefined) expect(output).not.toContain('error TS')
  else expect(output).toContain(says)
  return Number(/Instantiations:\s+(\d+)/.exec(output)?.[1])
}

/** In its budget, and not far below it: a gain is written down too, so that it cannot be lost again unseen. */
const expectSpent = (spent: number, budget: number): void => {
  expect(spent).toBeLessThanOrEqual(budget)
  expect(spent).toBeGreaterThan(budget * 0.9)
}

describe.each(['5.9', '6', '7'] as const)('TypeScript %s', (version) => {
  it('checks a further model within its budget', async () => {
    const spent = async (models: number): Promise<number> => {
      await project.write('models.ts', header + Array.from({ length: models }, (_, n) => model(n)).join(''))
      return await instantiations(version, undefined)
    }
    const perModel = Math.round(((await spent(12)) - (await spent(2))) / 10)
    await project.write('models.ts', '')
    expectSpent(perModel, budgets.instantiationsPerModel[version])
  })

  it('refuses all wrong programs together within their budget', async () => {
    await project.write('shop.ts', shop)
    const programs = Object.values(wrongPrograms)
    const without = await instantiations(version, undefined)
    for (const [position, { code }] of programs.entries()) await project.write(`wrong-${position}.ts`, code)
    const each = Math.round(((await instantiations(version, 'error TS')) - without) / programs.length)
    for (const position of programs.keys()) await project.write(`wrong-${position}.ts`, '')
    expectSpent(each, budgets.instantiationsPerWrongProgram[version])
  })
})

/** By itself, a call pays for everything that others would share with it: what an editor pays after the first mistake. */
it.each(Object.entries<number>(budgets.instantiationsOfWrongPrograms))('alone: %s', async (name, budget) => {
  await project.write('shop.ts', shop)
  await project.write('wrong.ts', call('[]'))
  const without = await instantiations('7', undefined)
  await project.write('wrong.ts', wrongPrograms[name]?.code ?? '')
  expectSpent((await instantiations('7', wrongPrograms[name]?.says)) - without, budget)
})
