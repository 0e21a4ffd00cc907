/** Sums over fields that items from before do not have. */
import { F, f, gt, httpTransport, plus, Table, type TransactionFailed, type Transport } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, it } from 'vitest'
import { recording, rejection } from '../support/recording.ts'

/** An item of a model that had fewer fields. */
const open = async () => {
  const engine = await sharedEngine()
  const transport = recording(httpTransport({ endpoint: engine.endpoint, region: 'eu-west-1' }) as Transport)
  const name = `absent-${Math.random().toString(36).slice(2)}`
  const keys = { primary: { pk: 'P#{id}', sk: 'P' } } as const
  const before = new Table({ name, client: transport })
  class Old extends before.Model<Old>()('Part', { fields: { id: f.string() }, keys }) {}
  const table = new Table({ name, client: transport })
  class Part extends table.Model<Part>()('Part', {
    fields: {
      id: f.string(),
      count: f.integer().default(10),
      stock: f.integer().min(0).default(2),
      price: f.decimal().default('1.50'),
      drawn: f.integer().default(() => 7),
      bare: f.number().optional(),
    },
    keys,
  }) {}
  await table.ensure()
  await Old.objects.create({ id: '1' })
  transport.take()
  return { table, Part, transport }
}

const key = { id: '1' }

it('a constant default is what an absent field counts from, in the one request', async () => {
  const { Part, transport } = await open()
  const part = await Part.objects.update(key, { count: plus(1), price: plus('0.25') })
  expect([part.count, part.price]).toEqual([11, '1.75'])
  expect(transport.take()).toHaveLength(1)
  expect(await Part.objects.update(key, { count: plus(1, 100) })).toMatchObject({ count: 12 })
  expect(await rejection(Part.objects.update(key, { stock: plus(-3) }))).toMatchObject({ code: 'validation.invalid' })
  expect(await Part.objects.update(key, { stock: plus(-2) })).toMatchObject({ stock: 0 })
})

it('other absent fields are told, with what to do', async () => {
  const { table, Part } = await open()
  const told = { code: 'write.change', hint: expect.stringContaining('plus(n, start)') }
  expect(await rejection(Part.objects.update(key, { drawn: plus(1) }))).toMatchObject(told)
  expect(await rejection(Part.objects.update(key, { bare: plus(1) }, { once: true }))).toMatchObject(told)
  expect(await rejection(Part.objects.update(key, { count: F('bare') }))).toMatchObject(told)
  const failed = await rejection(table.transaction((tx) => tx.update(Part, key, { bare: plus(1) })))
  expect((failed as TransactionFailed).reasons).toEqual([expect.objectContaining(told)])
  expect(await Part.objects.update(key, { drawn: plus(1, 0) })).toMatchObject({ drawn: 1 })
})

it('filters and conditions see what is stored, not defaults', async () => {
  const { Part } = await open()
  expect((await Part.objects.get(key)).count).toBe(10)
  expect(
    await Part.objects
      .using(key)
      .filter({ count: gt(5) })
      .all(),
  ).toEqual([])
  expect(await rejection(Part.objects.update(key, { count: 1 }, { if: { count: 10 } }))).toMatchObject({
    code: 'write.condition',
  })
})
