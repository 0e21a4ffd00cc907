/** A model with every kind of index that the engine answers rightly, and random rows of it. Test code only. */
import fc from 'fast-check'
import { f, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll } from 'vitest'
import { recording } from '../support/recording.ts'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())

/** Every request to the engine. */
export const recorder = recording(engine.client)

export const table = new Table({
  name: 'things',
  client: recorder,
  cursorSecret: 'quiet',
  indexes: {
    gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' },
    inverted: { pk: 'SK', sk: 'PK' },
    level: { local: true, sk: ['total'] },
    place: { pk: ['region'], sk: ['placedAt'] },
    slim: { pk: 'GSI2PK', sk: 'GSI2SK', projection: 'KEYS_ONLY' },
    feed: { pk: 'GSI4PK', sk: 'GSI4SK' },
    some: { pk: 'GSI3PK', sk: 'GSI3SK', projection: { include: ['total', 'rank', '_type'] } },
  },
})

const status = f.enum('open', 'paid', 'sent')

export class Thing extends table.Model<Thing>()('Thing', {
  fields: {
    group: f.string(),
    id: f.string(),
    status,
    region: f.string().optional(),
    total: f.number(),
    rank: f.integer().min(0).max(99),
    big: f.bigint(),
    placedAt: f.date(),
    flag: f.boolean().optional(),
    note: f.string().optional(),
    tags: f.set(f.string()).optional(),
    lines: f.list(f.string()),
    address: f.map({ city: f.string(), zip: f.string().optional(), geo: f.map({ lat: f.number() }) }).optional(),
    empty: f.string().nullable(),
  },
  keys: {
    primary: { pk: 'GROUP#{group}', sk: 'THING#{id}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
    byKey: { index: 'inverted', pk: 'THING#{id}', sk: 'GROUP#{group}' },
    byTotal: { index: 'level', sk: ['total'] },
    byPlace: { index: 'place', pk: ['region'], sk: ['placedAt'] },
    ranked: { index: 'slim', pk: '{$type}', sk: 'R#{status}#{rank}#{total}' },
    spread: { index: 'feed', pk: 'FEED#{status}', sk: '{placedAt}#{rank}', shards: 3 },
    noted: { index: 'some', pk: 'NOTED#{region}', sk: '{rank}#{note}' },
  },
}) {}

/** Shares partitions with things, so that items of another type are read, too. */
export class Other extends table.Model<Other>()('Other', {
  fields: { group: f.string(), id: f.string(), status, placedAt: f.date() },
  keys: {
    primary: { pk: 'GROUP#{group}', sk: 'OTHER#{id}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
  },
}) {}

/** The values of a thing. */
export type Row = Parameters<typeof Thing.objects.create>[0]

export const day = (number: number) => new Date(Date.UTC(2026, 4, 1 + number))
const optional = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: undefined })

/** Values of fields: few, so that queries find something. */
export const pools = {
  group: fc.constantFrom('g1', 'g2', 'g3'),
  id: fc
    .array(fc.constantFrom('a', 'B', '#', '$', '~', '\u{10000}'), { minLength: 1, maxLength: 3 })
    .map((all) => all.join('')),
  status: fc.constantFrom('open' as const, 'paid' as const, 'sent' as const),
  region: fc.constantFrom('eu', 'us'),
  total: fc.constantFrom(-10, -1, 0, 0.5, 1, 2, 10, 99),
  rank: fc.integer({ min: 0, max: 12 }),
  big: fc.constantFrom(-5n, 0n, 7n, 12345678901234567890n),
  placedAt: fc.integer({ min: 0, max: 12 }).map(day),
  flag: fc.boolean(),
  note: fc.constantFrom('a', 'ab', 'abc', 'b', 'eu', 'bab'),
  tag: fc.constantFrom('x', 'y', 'z'),
  city: fc.constantFrom('leeds', 'london', 'york'),
  lat: fc.constantFrom(-1, 0, 51.5),
}

export const row: fc.Arbitrary<Row> = fc.record({
  ...{ group: pools.group, id: pools.id, status: pools.status, total: pools.total, rank: pools.rank, big: pools.big },
  ...{ placedAt: pools.placedAt, region: optional(pools.region), flag: optional(pools.flag) },
  note: optional(pools.note),
  tags: optional(fc.uniqueArray(pools.tag, { minLength: 1, maxLength: 3 }).map((all) => new Set(all))),
  lines: fc.array(pools.note, { maxLength: 3 }),
  address: optional(fc.record({ city: pools.city, zip: optional(pools.note), geo: fc.record({ lat: pools.lat }) })),
  empty: fc.option(pools.note, { nil: null }),
})

/** Creates the table with random things, and with items of another type among them; gives the rows. */
export const fillTable = async (count: number, seed: number): Promise<Row[]> => {
  await table.ensure()
  const found = new Map<string, Row>()
  for (const one of fc.sample(row, { numRuns: count, seed })) found.set(`${one.group} ${one.id}`, one)
  const rows = [...found.values()]
  for (const one of rows) await Thing.objects.replace(one)
  for (const [at, one] of rows.slice(0, 20).entries())
    await Other.objects.replace({ group: one.group, id: `o${at}`, status: one.status, placedAt: one.placedAt })
  recorder.take()
  return rows
}

/** Values of a thing with defaults. */
export const aThing = (values: Partial<Row> & Pick<Row, 'id'>): Row => ({
  ...{ group: 'g1', status: 'open', total: 1, rank: 0, big: 0n, placedAt: day(0), lines: [], empty: null },
  ...values,
})
