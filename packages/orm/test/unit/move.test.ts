import { KeyError, plus, UniqueViolation } from 'single-table-orm'
import { beforeEach, expect, it } from 'vitest'
import { before, cancel, openBank } from './bank.ts'

let world: Awaited<ReturnType<typeof openBank>>
beforeEach(async () => {
  world = await openBank()
})

it('moves item, index and markers in one transaction', async () => {
  const { Account, stored, names, take } = world
  const ada = await Account.objects.create({ id: 'a', owner: 'Ada', email: 'a@b', balance: 7, tags: new Set(['x']) })
  take()
  ada.status = 'closed'
  await ada.move({ id: 'b' })
  expect(names()).toEqual(['TransactWriteItems'])
  expect(take()[0]?.input.TransactItems).toHaveLength(3)
  // What was not saved is not saved now.
  expect([ada.id, ada.status, ada.changes()]).toEqual(['b', 'closed', { status: 'closed' }])
  expect(await Account.objects.find({ id: 'a' })).toBeUndefined()
  const moved = await Account.objects.get({ email: 'a@b' })
  expect(moved).toMatchObject({ id: 'b', status: 'open', balance: 7, tags: new Set(['x']) })
  expect(await Account.objects.using({ owner: 'Ada', status: 'open' }).all()).toHaveLength(1)
  expect(Object.keys(await stored()).sort()).toEqual([
    'ACCOUNT#b ACCOUNT',
    'UNIQUE#Account#email#a@b UNIQUE#Account#email#a@b',
  ])
  // The instance goes on from where it is.
  await ada.update({ balance: plus(1) })
  await ada.save()
  expect(await Account.objects.get({ id: 'b' })).toMatchObject({ balance: 8, status: 'closed' })
})

it('keeps attributes that no field names, stamps the time of change, and takes a part of the key', async () => {
  const { Entry, engine, name, stored } = world
  const entry = await Entry.objects.create({ id: 'a', number: 1, amount: 1 })
  const Key = { PK: { S: 'ACCOUNT#a' }, SK: { S: 'ENTRY#000001' } }
  const more = {
    TableName: name,
    Key,
    UpdateExpression: 'SET extra = :e',
    ExpressionAttributeValues: { ':e': { S: 'kept' } },
  }
  await engine.client.send('UpdateItem', JSON.stringify(more))
  await entry.refresh()
  const { changed } = entry
  await new Promise((resolve) => setTimeout(resolve, 2))
  await entry.move({ number: 2 })
  expect(entry.changed.getTime()).toBeGreaterThan(changed.getTime())
  expect((await stored())['ACCOUNT#a ENTRY#000002']).toMatchObject({ extra: { S: 'kept' } })
})

it('sends nothing for the same key', async () => {
  const { Account, names, take } = world
  const ada = await Account.objects.create({ id: 'a', owner: 'Ada' })
  take()
  expect(await ada.move({ id: 'a' })).toBe(ada)
  expect(names()).toEqual([])
})

it('refuses a taken key, fields of no key, a new instance and an item that is gone', async () => {
  const { Account } = world
  const ada = await Account.objects.create({ id: 'a', owner: 'Ada', email: 'a@b' })
  await Account.objects.create({ id: 'b', owner: 'Bob' })
  await expect(ada.move({ id: 'b' })).rejects.toBeInstanceOf(Account.AlreadyExists)
  expect([ada.id, (await Account.objects.get({ email: 'a@b' })).id]).toEqual(['a', 'a'])
  await expect(ada.move({ owner: 'x' } as never)).rejects.toBeInstanceOf(KeyError)
  await expect(new Account({ id: 'n', owner: 'N' }).move({ id: 'm' })).rejects.toMatchObject({ code: 'write.state' })
  await Account.objects.delete({ id: 'a' })
  await expect(ada.move({ id: 'c' })).rejects.toBeInstanceOf(Account.DoesNotExist)
  expect(await Account.objects.find({ id: 'c' })).toBeUndefined()
})

it('moves what is stored when another writer was faster', async () => {
  const { Account, faults, stored } = world
  const ada = await Account.objects.create({ id: 'a', owner: 'Ada', email: 'a@b' })
  faults.push(before(() => Account.objects.update({ id: 'a' }, { balance: plus(5), email: 'new@b' })))
  await ada.move({ id: 'b' })
  expect(ada).toMatchObject({ id: 'b', balance: 5, email: 'new@b' })
  expect(await Account.objects.get({ email: 'new@b' })).toMatchObject({ id: 'b', balance: 5 })
  expect(Object.keys(await stored())).toHaveLength(2)
})

it('tells another item’s unique value, and contention, as a write of one item does', async () => {
  const { Account, faults } = world
  const ada = await Account.objects.create({ id: 'a', owner: 'Ada', email: 'a@b' })
  faults.push(cancel(undefined, undefined, 'ConditionalCheckFailed'))
  await expect(ada.move({ id: 'b' })).rejects.toBeInstanceOf(UniqueViolation)
  faults.push(...Array.from({ length: 9 }, () => cancel('TransactionConflict')))
  await expect(ada.move({ id: 'b' }, { retries: 8 })).rejects.toMatchObject({ code: 'write.contention' })
})
