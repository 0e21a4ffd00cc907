/** A small program that every runtime must run: both transports, every kind of request once. Prints what it is run by. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { f, gte, plus, Table } from 'single-table-orm'

const use = async (/** @type {unknown} */ client) => {
  const name = `smoke-${randomUUID()}`
  const shop = new Table({
    name,
    ...(client === undefined ? {} : { client }),
    indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } },
  })
  class User extends shop.Model()('User', {
    fields: { userId: f.string(), email: f.string(), photo: f.binary().optional(), joined: f.date() },
    keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
    unique: { email: ['email'] },
  }) {}
  class Order extends shop.Model()('Order', {
    fields: {
      userId: f.string(),
      orderId: f.ulid(),
      status: f.enum('open', 'paid').default('open'),
      total: f.number(),
      tags: f.set(f.string()).optional(),
    },
    keys: {
      primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
      byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{orderId}' },
    },
  }) {}

  await shop.ensure()
  const joined = new Date('2026-05-01T12:00:00Z')
  await User.objects.create({ userId: 'u1', email: 'ä😀@example.com', photo: new Uint8Array([0, 255]), joined })
  const user = await User.objects.get({ email: 'ä😀@example.com' })
  assert.deepEqual(user.values(), { userId: 'u1', email: 'ä😀@example.com', photo: new Uint8Array([0, 255]), joined })
  await assert.rejects(User.objects.create({ userId: 'u2', email: user.email, joined }), { code: 'write.unique' })
  await assert.rejects(User.objects.get({ userId: 'u3' }), { code: 'item.not-found' })

  await Order.objects.putMany(Array.from({ length: 60 }, (_, n) => ({ userId: 'u1', total: n, tags: new Set(['a']) })))
  const large = await Order.objects
    .using({ userId: 'u1' })
    .filter({ total: gte(50) })
    .limit(5)
    .all()
  assert.deepEqual(
    large.map(({ total }) => total),
    [50, 51, 52, 53, 54],
  )
  assert.equal(await Order.objects.scan({ segments: 3 }).count(), 60)

  const [order] = large
  await order.update({ total: plus(5), status: 'paid' }, { if: { status: 'open' } })
  assert.deepEqual(
    (await Order.objects.using({ status: 'paid' }).all()).map(({ total }) => total),
    [55],
  )
  await shop.transaction((tx) => {
    tx.update(order, { total: plus(1) })
    tx.create(Order, { userId: 'u1', total: 1 })
  })
  assert.equal((await Order.objects.get(order.key())).total, 56)
  // What console.log shows of an instance.
  assert.match(inspect(order), /^Order \{.*userId: .*\}$/s)
  const many = await Order.objects.getMany([order.key(), { userId: 'u1', orderId: '0'.repeat(26) }])
  assert.deepEqual(
    many.map((one) => one?.total),
    [56, undefined],
  )
  const page = await Order.objects.using({ userId: 'u1' }).page({ size: 10 })
  assert.equal((await Order.objects.using({ userId: 'u1' }).page({ size: 10, cursor: page.next })).items.length, 10)
  const controller = new AbortController()
  controller.abort()
  await assert.rejects(User.objects.get({ userId: 'u1' }, { signal: controller.signal }), { code: 'request.aborted' })
  await shop.drop({ confirm: name })
}

await use(undefined)
const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb')
const client = new DynamoDBClient({})
await use(client)
client.destroy()

const { bun, deno, node } = /** @type {Record<string, string | undefined>} */ (process.versions)
console.log(bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`)
