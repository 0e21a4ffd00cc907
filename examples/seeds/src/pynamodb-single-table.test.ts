/** PynamoDB Single Table's README: its assertions hold, and what its prose promises. */
import { expect, it } from 'vitest'
import { inFreshTable } from './fresh-table.ts'
import { pynamodbSingleTable, table, User } from './pynamodb-single-table.ts'

const john = { username: 'john_doe', email: 'john.doe@email.com' }

it('runs the program', () =>
  inFreshTable(table, async () => {
    const { john, johnAgain } = await pynamodbSingleTable()
    expect(john).toBeInstanceOf(User)
    expect(john.keys()).toEqual({ PK: 'user#john_doe', SK: 'user' })
    expect(johnAgain.isNew).toBe(true)
    expect(await User.objects.find({ username: 'john_doe' })).toBeUndefined()
  }))

it('ensure_table_exists: creates the table once', () =>
  inFreshTable(table, async () => {
    expect(await table.exists()).toBe(true)
    expect(await table.ensure()).toBe(false)
  }))

it('get_or_create: the second call finds; of many at once, one creates', () =>
  inFreshTable(table, async () => {
    const calls = Array.from({ length: 8 }, (_, index) =>
      User.objects.getOrCreate({ username: 'john_doe' }, { email: `john${index}@email.com` }),
    )
    const answers = await Promise.all(calls)
    expect(answers.filter(([, created]) => created)).toHaveLength(1)
    expect(new Set(answers.map(([one]) => one.email)).size).toBe(1)
  }))

it('a factory of defaults runs for every record', () =>
  inFreshTable(table, async () => {
    const before = Date.now()
    const one = await User.objects.create(john)
    expect(one.accountActivatedOn.getTime()).toBeGreaterThanOrEqual(before)
    expect(one.accountActivatedOn.getTime()).toBeLessThanOrEqual(Date.now())
  }))

it('the schema library validates every write, and nothing is stored', () =>
  inFreshTable(table, async () => {
    const invalid = { code: 'validation.invalid', issues: [{ path: ['email'] }] }
    const bad = { ...john, email: 'no address' }
    const key = { username: 'john_doe' }
    await expect(User.objects.create(bad)).rejects.toMatchObject(invalid)
    await expect(User.objects.replace(bad)).rejects.toMatchObject(invalid)
    await expect(User.objects.upsert(bad)).rejects.toMatchObject(invalid)
    await expect(User.objects.getOrCreate(key, { email: bad.email })).rejects.toMatchObject(invalid)
    await expect(User.objects.updateOrCreate(key, { email: bad.email }, {})).rejects.toMatchObject(invalid)
    await expect(new User(bad).save()).rejects.toMatchObject(invalid)
    expect(await table.scan().all()).toEqual([])

    const stored = await User.objects.create(john)
    await expect(User.objects.update(key, { email: bad.email })).rejects.toMatchObject(invalid)
    await expect(stored.update({ email: bad.email })).rejects.toMatchObject(invalid)
    stored.email = bad.email
    await expect(stored.save()).rejects.toMatchObject(invalid)
    await expect(stored.save({ overwrite: true })).rejects.toMatchObject(invalid)
    expect((await User.objects.get(key)).email).toBe(john.email)
  }))

it('conditional operations to avoid race conditions', () =>
  inFreshTable(table, async () => {
    const stored = await User.objects.create(john)
    await expect(User.objects.create(john)).rejects.toBeInstanceOf(User.AlreadyExists)
    const stale = stored.update({ email: 'x@email.com' }, { if: { email: 'other@email.com' } })
    await expect(stale).rejects.toMatchObject({ code: 'write.condition' })
    expect((await User.objects.get({ username: 'john_doe' })).email).toBe(john.email)
  }))
