import { beforeEach, describe, expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { useFaultServer } from '../../test/support/fault-harness.ts'
import { refuse, reset, type Step } from '../../test/support/fault-server.ts'
import {
  allItems,
  around,
  beforeWrites,
  cancelled,
  openSession,
  putRaw,
  recorded,
  updateRaw,
} from '../../test/support/write-session.ts'
import { WrittenItem } from '../codec/written-item.ts'
import { RequestError } from '../errors/errors.ts'
import { plus, remove } from '../expression/changes.ts'
import { resolveFilter } from '../expression/resolve-filter.ts'
import { f } from '../field/f.ts'
import type { Item } from '../wire/attribute-value.ts'
import { toStoredItem } from '../wire/stored-item.ts'
import { deleteAction } from './delete-action.ts'
import { type PutOptions, putAction } from './put-actions.ts'
import type { Session } from './session.ts'
import { type UpdateOptions, updateAction } from './update-action.ts'
import { upsertAction } from './upsert-action.ts'
import { outlineAction, runAction as runPlain, type WriteAction } from './write-action.ts'

const table = defineTable()
const order = defineSpec(table, 'Order', {
  fields: {
    id: f.string(),
    status: f.string(),
    shelf: f.string(),
    total: f.number().default(0),
    note: f.string().optional(),
    made: f.date().createdAt(),
  },
  keys: {
    primary: { pk: 'O#{id}', sk: 'O' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{shelf}' },
    // One attribute of two fields: a change of one needs the other.
    byPlace: { index: 'gsi2', pk: 'PLACE', sk: '{shelf}#{status}' },
  },
})
const user = defineSpec(table, 'User', {
  fields: { id: f.string(), email: f.string().optional(), name: f.string() },
  keys: { primary: { pk: 'U#{id}', sk: 'U' } },
  unique: { email: ['email'] },
})
const admin = defineSpec(
  table,
  'Admin',
  {
    fields: { badge: f.string() },
    unique: { badge: ['badge'] },
    keys: { byName: { index: 'gsi2', pk: 'N#{name}', sk: 'N' } },
  },
  user,
)

let session: Session
const harness = useFaultServer()
beforeEach(async () => {
  session = await openSession(table)
})

/** Runs a write; what it wrote is looked at as the stored item. */
const runAction = async <Result>(where: Session, action: WriteAction<Result>) => {
  const result = await runPlain(where, action)
  return (result instanceof WrittenItem ? result.stored.toItem() : result) as Result extends WrittenItem ? Item : Result
}

const create = (values: Record<string, unknown>, options: Partial<PutOptions> = {}, where = session) =>
  runAction(where, putAction(order, values, { mode: 'create', ...options }))
const update = (changes: Record<string, unknown>, options: UpdateOptions = {}, where = session) =>
  runAction(where, updateAction({ spec: order, key: { id: '1' }, changes }, options))
const one = { id: '1', status: 'open', shelf: '01' }
const key: Item = { PK: { S: 'O#1' }, SK: { S: 'O' } }
const stored = async (): Promise<Item | undefined> =>
  (await allItems(session)).find(({ PK }) => (PK as { S: string }).S === 'O#1')
/** Another writer, who keeps the index right as well. */
const setShelf = (shelf: string) =>
  updateRaw(session, key, 'SET shelf = :d, GSI1SK = :d, GSI2SK = :p', {
    ':d': { S: shelf },
    ':p': { S: `${shelf}#open` },
  })

describe('create, replace, delete', () => {
  test('create never overwrites', async () => {
    await create(one)
    await expect(create({ ...one, status: 'paid' })).rejects.toMatchObject({ code: 'item.exists', key: { id: '1' } })
    expect((await stored())?.['status']).toEqual({ S: 'open' })
  })

  test('unknown names and wrong values are refused together, and nothing is sent', async () => {
    const { session: watched, sent } = recorded(session)
    await expect(create({ ...one, shelf: 3, colour: 'red' }, {}, watched)).rejects.toMatchObject({
      code: 'validation.invalid',
      issues: [{ path: ['colour'] }, { path: ['shelf'] }],
    })
    await expect(create({ ...one, note: 'x'.repeat(410_000) }, {}, watched)).rejects.toMatchObject({
      code: 'item.too-large',
    })
    expect(sent).toEqual([])
  })

  test('replace puts whatever was there, and keeps unknown attributes that it is given', async () => {
    await create(one)
    await runAction(
      session,
      putAction(order, { ...one, status: 'paid' }, { mode: 'replace', unknown: { x: { N: '1' } } }),
    )
    expect(await stored()).toMatchObject({ status: { S: 'paid' }, GSI1PK: { S: 'STATUS#paid' }, x: { N: '1' } })
  })

  test('delete says whether there was an item', async () => {
    await create(one)
    const run = () => runAction(session, deleteAction(order, { id: '1' }))
    expect([await run(), await run()]).toEqual([true, false])
  })

  test('the condition of a delete and of a replace', async () => {
    await create(one)
    const condition = resolveFilter(order, { status: 'paid' })
    const failure = { code: 'write.condition', current: { status: 'open' } }
    await expect(runAction(session, deleteAction(order, { id: '1' }, { condition }))).rejects.toMatchObject(failure)
    const replace = putAction(order, one, { mode: 'replace', condition })
    await expect(runAction(session, replace)).rejects.toMatchObject(failure)
    const missing = deleteAction(order, { id: '2' }, { condition })
    await expect(runAction(session, missing)).rejects.toMatchObject({ code: 'write.condition', current: undefined })
  })
})

describe('update', () => {
  test('a missing item is not created', async () => {
    const notFound = { code: 'item.not-found', key: { id: '1' } }
    await expect(update({ note: 'x' })).rejects.toMatchObject(notFound)
    await expect(update({ status: 'x' })).rejects.toMatchObject(notFound)
    expect(await allItems(session)).toEqual([])
  })

  test('one request where the changes say all, a consistent read before it where they do not', async () => {
    await create(one)
    const { session: watched, sent } = recorded(session)
    await update({ total: plus(2) }, {}, watched)
    expect(sent.splice(0)).toEqual(['UpdateItem'])
    await update({ status: 'paid', shelf: '02' }, {}, watched)
    expect(sent.splice(0)).toEqual(['UpdateItem'])
    const item = await update({ status: 'sent' }, {}, watched)
    expect(sent.splice(0)).toEqual(['GetItem', 'UpdateItem'])
    expect(item).toMatchObject({ GSI1PK: { S: 'STATUS#sent' }, GSI1SK: { S: '02' }, total: { N: '2' } })
    const outline = await outlineAction(
      session,
      updateAction({ spec: order, key: { id: '1' }, changes: { shelf: '3' } }),
    )
    expect(outline.readsBecause).toBe("index keys also reference 'status'")
    expect(outline.requests).toEqual([{ TableName: session.tableName, Key: key, ConsistentRead: true }])
  })

  test('another writer in between is noticed, and the update tried again', async () => {
    await create(one)
    let shelf = 1
    const busy = beforeWrites(session, 3, () => setShelf(`0${++shelf}`))
    expect(await update({ status: 'paid' }, {}, busy)).toMatchObject({
      shelf: { S: '04' },
      GSI1PK: { S: 'STATUS#paid' },
      GSI1SK: { S: '04' },
    })
  })

  test('after as many retries as it may have it gives up, with the item as it is', async () => {
    await create(one)
    let shelf = 1
    const { session: busy, sent } = recorded(beforeWrites({ ...session, retries: 5 }, 9, () => setShelf(`0${++shelf}`)))
    await expect(update({ status: 'paid' }, {}, busy)).rejects.toMatchObject({
      code: 'write.contention',
      retryable: true,
      current: { shelf: '07', status: 'open' },
    })
    // Three times at once, with the item that DynamoDB returned; after a pause that is old.
    expect(sent).toEqual([
      ...['GetItem', 'UpdateItem', 'UpdateItem', 'UpdateItem', 'UpdateItem'],
      ...['GetItem', 'UpdateItem', 'UpdateItem'],
    ])
  })

  test('a stale load is noticed where it matters, and no index attribute is left behind', async () => {
    const loaded = await create(one)
    await setShelf('09')
    expect(await update({ status: 'paid' }, { loaded: toStoredItem(loaded) })).toMatchObject({
      GSI1PK: { S: 'STATUS#paid' },
      GSI1SK: { S: '09' },
    })
    const later = await update({ status: 'open', shelf: '01' })
    await update({ status: 'gone', shelf: '02' })
    // Equal to what was loaded, but not to what is stored.
    expect(await update({ status: 'open', shelf: '01' }, { loaded: toStoredItem(later) })).toMatchObject({
      GSI1PK: { S: 'STATUS#open' },
      GSI1SK: { S: '01' },
    })
  })

  test('what a computed field or a rule looks at is guarded also where a marker moves', async () => {
    const person = defineSpec(table, 'Person', {
      fields: {
        id: f.string(),
        first: f.string(),
        last: f.string(),
        full: f.string().computed((values: { first: string; last: string }) => `${values.first} ${values.last}`),
      },
      keys: { primary: { pk: 'P#{id}', sk: 'P' } },
      unique: { full: ['full'] },
    })
    await runAction(session, putAction(person, { id: '1', first: 'A', last: 'B' }, { mode: 'create' }))
    const target = { spec: person, key: { id: '1' } }
    const busy = beforeWrites(session, 1, () =>
      runAction(session, updateAction({ ...target, changes: { first: 'X' } })),
    )
    const item = await runAction(busy, updateAction({ ...target, changes: { last: 'Y' } }))
    expect(item).toMatchObject({ first: { S: 'X' }, last: { S: 'Y' }, full: { S: 'X Y' } })
    const markers = (await allItems(session)).filter(({ _type }) => (_type as { S: string }).S === '~unique')
    expect(markers.map(({ PK }) => PK)).toEqual([{ S: 'UNIQUE#Person#full#X$PY' }])
  })

  test("the caller's condition is never tried again", async () => {
    await create(one)
    const { session: watched, sent } = recorded(session)
    const condition = resolveFilter(order, { status: 'paid' })
    await expect(update({ total: plus(1) }, { condition }, watched)).rejects.toMatchObject({
      code: 'write.condition',
      current: { id: '1', status: 'open', total: 0 },
    })
    await expect(update({ status: 'x' }, { condition }, watched)).rejects.toMatchObject({ code: 'write.condition' })
    expect(sent).toEqual(['UpdateItem', 'GetItem', 'UpdateItem'])
    const met = resolveFilter(order, { status: 'open' })
    expect(await update({ status: 'x' }, { condition: met })).toMatchObject({ GSI1PK: { S: 'STATUS#x' } })
  })

  test('an item that another program wrote without its index attributes gets them', async () => {
    await putRaw(session, { ...key, status: { S: 'open' }, shelf: { S: '1' } })
    expect(await update({ shelf: '2' })).toMatchObject({ GSI1PK: { S: 'STATUS#open' }, GSI1SK: { S: '2' } })
  })

  test('primary key, computed and undefined are refused', async () => {
    await expect(update({ id: '2' })).rejects.toMatchObject({ code: 'key.changed' })
    await expect(update({ made: new Date() })).rejects.toMatchObject({ code: 'validation.invalid' })
    await expect(update({ note: undefined })).rejects.toMatchObject({ code: 'write.change' })
    await expect(update({ note: 'x'.repeat(410_000) })).rejects.toMatchObject({ code: 'item.too-large' })
  })
})

describe('upsert', () => {
  const upsert = (values: Record<string, unknown>, where = session) => runAction(where, upsertAction(order, values))

  test('one UpdateItem inserts with defaults, and later leaves them alone', async () => {
    const { session: watched, sent } = recorded(session)
    const first = await upsert({ ...one, note: 'n' }, watched)
    expect(first).toMatchObject({ total: { N: '0' }, GSI1PK: { S: 'STATUS#open' }, _type: { S: 'Order' } })
    await update({ total: plus(5) })
    const made = new Date(0)
    const second = await upsert({ ...one, status: 'paid', made }, watched)
    expect(second).toMatchObject({ total: { N: '5' }, note: { S: 'n' }, GSI1PK: { S: 'STATUS#paid' } })
    expect(second['made']).toEqual(first['made'])
    expect(sent).toEqual(['UpdateItem', 'UpdateItem'])
    await expect(upsert({ ...one, note: 'x'.repeat(410_000) })).rejects.toMatchObject({ code: 'item.too-large' })
  })

  test('an insert that loses a race becomes an update', async () => {
    const run = (where: Session, email: string) => runAction(where, upsertAction(user, { id: '1', email, name: email }))
    const busy = beforeWrites(session, 1, () => run(session, 'a'))
    expect(await run(busy, 'b')).toMatchObject({ email: { S: 'b' } })
    expect((await allItems(session)).map(({ PK }) => (PK as { S: string }).S).sort()).toEqual([
      'U#1',
      'UNIQUE#User#email#b',
    ])
  })
})

describe('unique', () => {
  const put = (values: Record<string, unknown>, mode: 'create' | 'replace' = 'create', where = session) =>
    runAction(where, putAction(user, { name: 'n', ...values }, { mode }))
  const change = (id: string, changes: Record<string, unknown>, where = session) =>
    runAction(where, updateAction({ spec: user, key: { id }, changes }))
  const drop = (id: string, where = session) => runAction(where, deleteAction(user, { id }))
  const keysNow = async () => (await allItems(session)).map(({ PK }) => (PK as { S: string }).S).sort()
  const violation = { code: 'write.unique', constraint: 'email' }

  test('a value belongs to one item: the marker comes, moves and goes with it', async () => {
    await put({ id: '1', email: 'a' })
    await expect(put({ id: '2', email: 'a' })).rejects.toMatchObject(violation)
    await expect(put({ id: '1', email: 'z' })).rejects.toMatchObject({ code: 'item.exists' })
    await put({ id: '2', email: 'b' })
    await expect(change('2', { email: 'a' })).rejects.toMatchObject(violation)
    await expect(put({ id: '2', email: 'a' }, 'replace')).rejects.toMatchObject(violation)
    expect(await keysNow()).toEqual(['U#1', 'U#2', 'UNIQUE#User#email#a', 'UNIQUE#User#email#b'])
    expect(await change('1', { email: 'c' })).toMatchObject({ email: { S: 'c' } })
    await put({ id: '2', email: 'a' }, 'replace')
    expect(await keysNow()).toEqual(['U#1', 'U#2', 'UNIQUE#User#email#a', 'UNIQUE#User#email#c'])
    await change('1', { email: remove() })
    expect(await drop('2')).toBe(true)
    expect(await keysNow()).toEqual(['U#1'])
    expect([await drop('1'), await drop('1')]).toEqual([true, false])
  })

  test.each<[string, (where: Session) => Promise<unknown>, (where: Session) => Promise<unknown>]>([
    ['delete, and the email changes', (where) => drop('1', where), () => change('1', { email: 'b' })],
    ['delete, and an email comes', (where) => drop('2', where), () => change('2', { email: 'b' })],
    ['delete, and the item comes', (where) => drop('3', where), () => put({ id: '3', email: 'b' })],
    [
      'replace, and the email changes',
      (where) => put({ id: '1', email: 'c' }, 'replace', where),
      () => change('1', { email: 'b' }),
    ],
    ['replace, and the item goes', (where) => put({ id: '1', email: 'c' }, 'replace', where), () => drop('1')],
    ['change, and the email changes', (where) => change('1', { email: 'c' }, where), () => change('1', { email: 'b' })],
  ])('no marker is orphaned: %s', async (_name, mine, other) => {
    await put({ id: '1', email: 'a' })
    await put({ id: '2' })
    await mine(beforeWrites(session, 1, () => other(session)))
    const items = await allItems(session)
    const emails = items.flatMap(({ email }) =>
      email === undefined ? [] : [`UNIQUE#User#email#${(email as { S: string }).S}`],
    )
    expect((await keysNow()).filter((name) => name.startsWith('UNIQUE'))).toEqual(emails.sort())
  })

  test('a conflict with another transaction is tried again, as often as it may be', async () => {
    let left = 3
    const { session: busy, sent } = recorded(
      around(session, (next, operation) => {
        if (operation === 'TransactWriteItems' && left-- > 0) throw cancelled('None', 'TransactionConflict')
        return next()
      }),
    )
    await put({ id: '1', email: 'a' }, 'create', busy)
    expect(sent.filter((name) => name === 'TransactWriteItems')).toHaveLength(4)
    left = 9
    await expect(put({ id: '2', email: 'b' }, 'create', { ...busy, retries: 8 })).rejects.toMatchObject({
      code: 'transaction.conflict',
      retryable: true,
      cause: { service: 'TransactionCanceledException' },
    })
    expect(await keysNow()).toEqual(['U#1', 'UNIQUE#User#email#a'])
  })

  test('a transaction whose answer is lost for good is not called retryable where twice would be too much', async () => {
    await create(one)
    const lost = around(session, async (next, operation) => {
      const output = await next()
      if (operation !== 'TransactWriteItems') return output
      throw new RequestError('request.network', 'The answer was lost.', { attempts: 4 })
    })
    const changes = { total: plus(1) }
    const error = await update(changes, { once: true }, lost).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'request.network', retryable: false })
    expect((error as RequestError).hint).toContain('may have been applied')
    expect(await stored()).toMatchObject({ total: { N: '1' } })
    await expect(update({ total: 5 }, { once: true }, lost)).rejects.toMatchObject({ retryable: true })
  })

  test('a cancellation for other reasons is told with them', async () => {
    const failing = (...codes: string[]) => around(session, () => Promise.reject(cancelled(...codes)))
    await expect(put({ id: '1', email: 'a' }, 'create', failing('None', 'ValidationError'))).rejects.toMatchObject({
      code: 'transaction.failed',
      retryable: false,
      reasons: [undefined, { code: 'request.failed', service: 'ValidationError' }],
    })
    const throttled = failing('ThrottlingError', 'TransactionConflict')
    await expect(put({ id: '1', email: 'a' }, 'create', throttled)).rejects.toMatchObject({
      code: 'transaction.failed',
      retryable: true,
      reasons: [{ code: 'request.throttled' }, { service: 'TransactionConflict' }],
    })
  })

  test('over 100 operations nothing is sent', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `f${index}`)
    const wide = defineSpec(defineTable(), 'Wide', {
      fields: { id: f.string(), ...Object.fromEntries(names.map((name) => [name, f.string().optional()])) },
      keys: { primary: { pk: 'W#{id}', sk: 'W' } },
      unique: Object.fromEntries(names.map((name) => [name, [name]])),
    })
    const values = Object.fromEntries(names.map((name) => [name, 'v']))
    const { session: watched, sent } = recorded(session)
    const action = putAction(wide, { id: '1', ...values }, { mode: 'create' })
    await expect(runAction(watched, action)).rejects.toMatchObject({
      code: 'transaction.too-large',
      message: expect.stringContaining('takes 101 operations: 1 on the item and 100 on markers'),
    })
    expect(sent).toEqual([])
    const { f0: _f0, ...fewer } = values
    await runAction(watched, putAction(wide, { id: '1', ...fewer }, { mode: 'create' }))
    expect(sent).toEqual(['TransactWriteItems'])
  })

  test('calls through a model mind the keys and markers of the models that extend it', async () => {
    const boss = { id: '1', name: 'n', email: 'a', badge: '7' }
    await runAction(session, putAction(admin, boss, { mode: 'create' }))
    await expect(put({ id: '2', email: 'a' })).rejects.toMatchObject(violation)
    expect(await change('1', { name: 'm' })).toMatchObject({ _type: { S: 'Admin' }, GSI2PK: { S: 'N#m' } })
    const upserted = await runAction(session, upsertAction(user, { id: '1', name: 'o', email: 'a' }))
    expect(upserted).toMatchObject({ _type: { S: 'Admin' }, GSI2PK: { S: 'N#o' }, badge: { S: '7' } })
    await put({ id: '1', email: 'b' }, 'replace')
    expect(await keysNow()).toEqual(['U#1', 'UNIQUE#User#email#b'])
    await runAction(session, putAction(admin, boss, { mode: 'replace' }))
    await drop('1')
    expect(await keysNow()).toEqual([])
  })
})

describe('lost answers', () => {
  /** The first write is applied, its answer lost; the transport sends it again. */
  const losing = () => {
    let lost = false
    return around(session, async (next, operation) => {
      if (operation === 'GetItem' || lost) return next()
      lost = true
      await next()
      try {
        return await next()
      } catch (error) {
        const { service, body, code } = error as RequestError
        throw new RequestError(code, 'The second try was refused.', { service, body, attempts: 2 })
      }
    })
  }

  test('a create that was applied counts as done', async () => {
    expect(await create(one, {}, losing())).toMatchObject({ status: { S: 'open' } })
    await expect(create(one, {}, losing())).rejects.toMatchObject({ code: 'item.exists' })
  })

  test('a create with markers carries a token, so that its second try is the first', async () => {
    await runAction(losing(), putAction(user, { id: '1', email: 'a', name: 'n' }, { mode: 'create' }))
    expect(await allItems(session)).toHaveLength(2)
  })

  test('over http: the second try finds the item that the first one wrote', async () => {
    const refuseAsWritten: Step = (response, request) => {
      const { Item } = JSON.parse(request.body) as { Item: Item }
      refuse('ConditionalCheckFailedException', { body: { Item } })(response, request)
    }
    harness.server.script(reset(), refuseAsWritten, refuseAsWritten)
    const remote = { ...session, transport: harness.open() }
    expect(await create(one, {}, remote)).toMatchObject({ status: { S: 'open' } })
    expect(harness.server.requests).toHaveLength(2)
    await expect(create(one, {}, remote)).rejects.toMatchObject({ code: 'item.exists' })
  })

  test('a guarded update is planned again, and comes out the same', async () => {
    await create(one)
    expect(await update({ status: 'paid' }, {}, losing())).toMatchObject({ GSI1PK: { S: 'STATUS#paid' } })
  })

  test('whether a second copy may be sent is said with the request', async () => {
    await create(one)
    const said: unknown[] = []
    const watched: Session = {
      ...session,
      transport: {
        send: (operation, body, options) => {
          said.push(options?.idempotent)
          return session.transport.send(operation, body, options)
        },
      },
    }
    await update({ note: 'x' }, {}, watched)
    await update({ total: plus(1) }, {}, watched)
    expect(said).toEqual([true, false])
  })
})
