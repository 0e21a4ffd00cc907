/** Models with keys that can coincide: a write by key leaves another model's item alone. */
import { eq, f, httpTransport, Table, type Transport } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { describe, expect, it } from 'vitest'
import { recording, rejection } from '../support/recording.ts'

const open = async (more: { history?: true; unique?: { readonly name: readonly ['name'] } } = {}) => {
  const engine = await sharedEngine()
  const transport = recording(httpTransport({ endpoint: engine.endpoint, region: 'eu-west-1' }) as Transport)
  const table = new Table({ name: `rivals-${Math.random().toString(36).slice(2)}`, client: transport })
  class User extends table.Model<User>()('User', {
    fields: { p: f.string(), name: f.string().default('x') },
    keys: { primary: { pk: 'U#{p}', sk: 'U' } },
    ...more,
  }) {}
  class Admin extends User.extend<Admin>()('Admin', { fields: { level: f.integer().default(1) } }) {}
  class Other extends table.Model<Other>()('Other', {
    fields: { p: f.string(), note: f.string().optional() },
    keys: { primary: { pk: 'O#{p}', sk: 'U' } },
  }) {}
  await table.ensure()
  return { table, User, Admin, Other, transport }
}

const key = { p: 'u' }

describe.each([
  ['plain', {}],
  ['with markers', { unique: { name: ['name'] } } as const],
  ['with history', { history: true } as const],
])('%s', (_, more) => {
  it('update finds nothing, delete deletes nothing, upsert refuses', async () => {
    const { User, Admin } = await open(more)
    await User.objects.create({ ...key, name: 'A' })
    expect(await rejection(Admin.objects.update(key, { name: 'B' }))).toBeInstanceOf(Admin.DoesNotExist)
    expect(await rejection(Admin.objects.update(key, { name: 'B' }, { if: { name: 'A' } }))).toBeInstanceOf(
      Admin.DoesNotExist,
    )
    expect(await Admin.objects.delete(key)).toBe(false)
    expect(await Admin.objects.delete(key, { if: { name: eq('A') } })).toBe(false)
    await Admin.objects.deleteMany([key])
    expect(await rejection(Admin.objects.upsert({ ...key, name: 'C' }))).toBeInstanceOf(Admin.AlreadyExists)
    const user = await User.objects.get(key)
    expect([user.name, user instanceof Admin]).toEqual(['A', false])
    await user.update({ name: 'D' })
    expect(await User.objects.delete(key)).toBe(true)
  })

  it('the parent still writes the items of its heirs, and a model its own', async () => {
    const { User, Admin } = await open(more)
    await Admin.objects.upsert({ ...key, name: 'A' })
    await Admin.objects.upsert({ ...key, name: 'B' })
    const admin = await User.objects.update(key, { name: 'C' })
    expect(admin).toBeInstanceOf(Admin)
    await Admin.objects.update(key, { level: 2 })
    expect(await User.objects.get(key)).toMatchObject({ name: 'C', level: 2 })
    expect(await User.objects.delete(key)).toBe(true)
    expect(await Admin.objects.delete(key)).toBe(false)
  })
})

it('in a transaction the operation on another model’s item is the reason', async () => {
  const { table, User, Admin, Other } = await open()
  await User.objects.create(key)
  const reasonsOf = async (write: Parameters<typeof table.transaction>[0]) =>
    (await rejection(table.transaction(write))) as Error & { reasons: readonly (Error | undefined)[] }
  for (const write of [
    (tx) => tx.delete(Admin, key),
    (tx) => tx.update(Admin, key, { level: 2 }),
    (tx) => tx.check(Admin, key),
  ] satisfies Parameters<typeof table.transaction>[0][]) {
    const { reasons } = await reasonsOf((tx) => {
      tx.create(Other, { p: 'new' })
      write(tx)
    })
    expect(reasons).toEqual([undefined, expect.any(Admin.DoesNotExist)])
  }
  expect(await Other.objects.find({ p: 'new' })).toBeUndefined()
})

it('items without a type are the model’s, and other models pay nothing', async () => {
  const { Admin, Other, transport } = await open()
  await Admin.objects.create(key)
  const [created] = transport.take()
  const input = { TableName: created?.input['TableName'], Key: { PK: { S: 'U#u' }, SK: { S: 'U' } } }
  await transport.send(
    'UpdateItem',
    JSON.stringify({ ...input, UpdateExpression: 'REMOVE #0', ExpressionAttributeNames: { '#0': '_type' } }),
    {},
  )
  expect(await Admin.objects.delete(key)).toBe(true)
  await Other.objects.create({ p: '1' })
  transport.take()
  await Other.objects.update({ p: '1' }, { note: 'x' })
  await Other.objects.upsert({ p: '1' })
  await Other.objects.delete({ p: '1' })
  expect(transport.take().map(({ input }) => input['ConditionExpression'])).toEqual([
    'attribute_exists(#1)',
    undefined,
    undefined,
  ])
})
