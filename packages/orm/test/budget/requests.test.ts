/** What each call may send: the names of its requests, in order. A call that begins to send more changes this table on purpose. */
import { f, gte, plus, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { recording } from '../support/recording.ts'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const recorder = recording(engine.client)
const table = new Table({
  name: 'requests',
  client: recorder,
  indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' }, slim: { pk: 'GSI2PK', sk: 'GSI2SK', projection: 'KEYS_ONLY' } },
})

/** Nothing beside the item. */
class Plain extends table.Model<Plain>()('Plain', {
  fields: {
    id: f.string(),
    part: f.string(),
    state: f.string(),
    rank: f.number().default(0),
    note: f.string().optional(),
  },
  keys: {
    primary: { pk: 'P#{id}', sk: 'PLAIN#{part}' },
    byState: { index: 'gsi1', pk: 'STATE#{state}', sk: '{rank}' },
    slim: { index: 'slim', pk: 'SLIM#{state}', sk: '{part}' },
  },
}) {}
/** A marker beside the item. */
class Marked extends table.Model<Marked>()('Marked', {
  fields: { id: f.string(), email: f.string(), note: f.string().optional() },
  keys: { primary: { pk: 'P#{id}', sk: 'MARKED' } },
  unique: { email: ['email'] },
}) {}
/** Versions beside the item. */
class Kept extends table.Model<Kept>()('Kept', {
  fields: { id: f.string(), note: f.string() },
  keys: { primary: { pk: 'P#{id}', sk: 'KEPT' } },
  history: true,
}) {}

const key = { id: 'a', part: 'b' }
const plain = { ...key, state: 'open' }
const marked = { id: 'a', email: 'a@example.com' }
const kept = { id: 'a', note: 'one' }
const partsOf = (count: number) => Array.from({ length: count }, (_, at) => ({ ...plain, part: `part ${at}` }))

beforeEach(async () => {
  if (await table.exists()) await table.drop({ confirm: 'requests' })
  await table.create()
  await Plain.objects.create(plain)
  await Marked.objects.create(marked)
  await Kept.objects.create(kept)
})

const loaded = () => Plain.objects.get(key)

test.each<[name: string, sent: string[], call: () => Promise<unknown>]>([
  ['get', ['GetItem'], () => Plain.objects.get(key)],
  ['get by a unique value', ['GetItem', 'GetItem'], () => Marked.objects.get({ email: marked.email })],
  ['gets of one tick', ['BatchGetItem'], () => Promise.all([loaded(), Plain.objects.find({ id: 'x', part: 'y' })])],
  [
    'getMany of 101',
    ['BatchGetItem', 'BatchGetItem'],
    () => Plain.objects.getMany(partsOf(101).map(({ id, part }) => ({ id, part }))),
  ],
  ['query', ['Query'], () => Plain.objects.using({ id: 'a' }).all()],
  ['query of an index', ['Query'], () => Plain.objects.using({ state: 'open', rank: gte(0) }).all()],
  ['query of a complete key', ['GetItem'], () => Plain.objects.using(key).all()],
  ['first', ['Query'], () => Plain.objects.using({ id: 'a' }).first()],
  ['exists', ['Query'], () => Plain.objects.using({ id: 'a' }).exists()],
  ['count', ['Query'], () => Plain.objects.using({ id: 'a' }).count()],
  ['page', ['Query'], () => Plain.objects.using({ id: 'a' }).page({ size: 1 })],
  ['hydrate', ['Query', 'BatchGetItem'], () => Plain.objects.by('slim', { state: 'open' }).hydrate().all()],
  ['collection', ['Query'], () => table.collection(Plain, Marked).using({ id: 'a' }).grouped()],
  ['scan', ['Scan'], () => Plain.objects.scan().all()],
  [
    'snapshot',
    ['TransactGetItems'],
    () => table.snapshot([Plain.objects.lazy.get(key), Kept.objects.lazy.get({ id: 'a' })]),
  ],
  ['create', ['PutItem'], () => Plain.objects.create({ ...plain, part: 'c' })],
  [
    'create with a unique value',
    ['TransactWriteItems'],
    () => Marked.objects.create({ id: 'b', email: 'b@example.com' }),
  ],
  ['create with a history', ['TransactWriteItems'], () => Kept.objects.create({ id: 'b', note: 'one' })],
  ['getOrCreate of what is there', ['GetItem'], () => Plain.objects.getOrCreate(key, { state: 'x' })],
  [
    'getOrCreate of what is not',
    ['GetItem', 'PutItem'],
    () => Plain.objects.getOrCreate({ id: 'n', part: 'n' }, { state: 'x' }),
  ],
  [
    'updateOrCreate of what is there',
    ['UpdateItem'],
    () => Plain.objects.updateOrCreate(key, { note: 'x' }, { state: 'x' }),
  ],
  ['upsert', ['UpdateItem'], () => Plain.objects.upsert({ ...plain, rank: 1 })],
  ['upsert whose index key may have a default', ['GetItem', 'UpdateItem'], () => Plain.objects.upsert(plain)],
  ['replace', ['PutItem'], () => Plain.objects.replace(plain)],
  ['update', ['UpdateItem'], () => Plain.objects.update(key, { note: 'x' })],
  ['update of whole index attributes', ['UpdateItem'], () => Plain.objects.update(key, { rank: 5 })],
  ['update with a history', ['GetItem', 'TransactWriteItems'], () => Kept.objects.update({ id: 'a' }, { note: 'two' })],
  ['delete', ['DeleteItem'], () => Plain.objects.delete(key)],
  ['putMany of 26', ['BatchWriteItem', 'BatchWriteItem'], () => Plain.objects.putMany(partsOf(26))],
  [
    'deleteMany of 26',
    ['BatchWriteItem', 'BatchWriteItem'],
    () => Plain.objects.deleteMany(partsOf(26).map(({ id, part }) => ({ id, part }))),
  ],
])('%s sends %j', async (_name, sent, call) => {
  recorder.take()
  await call()
  expect(recorder.take().map(({ operation }) => operation)).toEqual(sent)
})

test.each<[name: string, sent: string[], call: (item: Plain) => Promise<unknown>]>([
  ['save of a change', ['UpdateItem'], (item) => Object.assign(item, { note: 'x' }).save()],
  ['save of nothing', [], (item) => item.save()],
  ['update', ['UpdateItem'], (item) => item.update({ rank: plus(1) })],
  ['refresh', ['GetItem'], (item) => item.refresh()],
  ['delete', ['DeleteItem'], (item) => item.delete()],
  ['move', ['TransactWriteItems'], (item) => item.move({ id: 'z', part: 'z' })],
])('%s of an instance sends %j', async (_name, sent, call) => {
  const item = await loaded()
  recorder.take()
  await call(item)
  expect(recorder.take().map(({ operation }) => operation)).toEqual(sent)
})
