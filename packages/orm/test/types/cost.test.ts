/**
 * What a model costs the compiler: type instantiations for each further model of 12 attributes, its creation and three
 * queries. The budget is in `budgets.json`; change it on purpose, with the reason in the commit.
 */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ConsumerProject, makeConsumerProject } from '../support/consumer-project.ts'

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

it.each(['5.9', '6'] as const)('a further model stays in its budget under TypeScript %s', async (version) => {
  const instantiations = async (models: number): Promise<number> => {
    await project.write('models.ts', header + Array.from({ length: models }, (_, n) => model(n)).join(''))
    const output = await project.compile(version, '--extendedDiagnostics')
    expect(output).not.toContain('error TS')
    return Number(/Instantiations:\s+(\d+)/.exec(output)?.[1])
  }
  const perModel = Math.round(((await instantiations(12)) - (await instantiations(2))) / 10)
  const budget = budgets.instantiationsPerModel[version]
  expect(perModel).toBeLessThanOrEqual(budget)
  // A gain is written down too, so that it cannot be lost again unseen.
  expect(perModel).toBeGreaterThan(budget * 0.9)
})
