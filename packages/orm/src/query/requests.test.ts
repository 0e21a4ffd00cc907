/** Golden requests and plans: what a query sends, byte for byte, and which pattern it takes. Nothing is sent here. */
import { beforeAll, describe, expect, test } from 'vitest'
import { makeShop, type ReadShop } from '../../test/support/read-shop.ts'
import { beginsWith, between, gt, gte, lt, lte, ne } from '../expression/operators.ts'
import { f } from '../field/f.ts'
import { type GivenValues, queryState } from '../read/query-state.ts'
import { compileModel } from '../schema/compile-model.ts'
import type { DefinitionInput } from '../schema/definition-input.ts'
import { compileTable, type StorageOptions } from '../schema/table-options.ts'
import { createQuerySet } from './query-set.ts'

const day = new Date('2026-05-01T00:00:00.000Z')
let shop: ReadShop
beforeAll(async () => {
  shop = await makeShop({ offline: true })
})

/** Key condition and filter with their placeholders filled in. */
const shown = (set: {
  explain(): { index: string | undefined; keyConditions: readonly string[]; filters: readonly string[] }
}) => {
  const { index, keyConditions, filters } = set.explain()
  return [index ?? 'table', keyConditions.join(' AND '), ...filters].join(' | ')
}

describe('requests', () => {
  test('a partition', () => {
    const [request] = shop.using({ userId: 'u1' }).toRequests()
    expect(request).toEqual({
      TableName: 'shop',
      KeyConditionExpression: '#0 = :0 AND begins_with(#1, :1)',
      ExpressionAttributeNames: { '#0': 'PK', '#1': 'SK' },
      ExpressionAttributeValues: { ':0': { S: 'USER#u1' }, ':1': { S: 'ORDER#' } },
    })
    expect(request?.operation).toBe('Query')
    expect(Object.isFrozen(request)).toBe(true)
  })

  test('everything at once', () => {
    const set = shop
      .using({ status: 'open', placedAt: gte(day) })
      .filter({ total: gte(10) })
      .only('total')
      .reverse()
      .limit(5)
    expect(set.toRequests()).toEqual([
      {
        TableName: 'shop',
        IndexName: 'gsi1',
        KeyConditionExpression: '#0 = :0 AND #1 >= :1',
        FilterExpression: '#2 >= :2 AND (#3 = :3 OR attribute_not_exists(#3))',
        ProjectionExpression: '#2, #4, #5, #6, #0, #1, #3',
        ExpressionAttributeNames: {
          '#0': 'GSI1PK',
          '#1': 'GSI1SK',
          '#2': 'total',
          '#3': '_type',
          '#4': 'GSI2SK',
          '#5': 'PK',
          '#6': 'SK',
        },
        ExpressionAttributeValues: {
          ':0': { S: 'STATUS#open' },
          ':1': { S: '2026-05-01T00:00:00.000Z' },
          ':2': { N: '10' },
          ':3': { S: 'Order' },
        },
        Limit: 20,
        ScanIndexForward: false,
      },
    ])
  })

  test('the order in which fields are given changes nothing', () => {
    const one = shop.using({ userId: 'u1', status: 'open', placedAt: day })
    const other = shop.using({ placedAt: day, status: 'open', userId: 'u1' })
    const said = (set: typeof one) => {
      try {
        return JSON.stringify(set.explain())
      } catch (error) {
        return String(error)
      }
    }
    expect(said(other)).toBe(said(one))
    const [first, second] = [shop.using({ userId: 'u1', total: 5 }), shop.using({ total: 5, userId: 'u1' })]
    expect(said(second)).toBe(said(first))
  })

  test('a limit counts on few items of other types in a partition', () => {
    expect(shop.using({ status: 'open' }).limit(5).toRequests()).toMatchObject([{ Limit: 5 }])
  })

  test('a scan', () => {
    const [request] = shop.scan().consistent().limit(2).toRequests()
    expect(request).toEqual({
      TableName: 'shop',
      FilterExpression: '#0 = :0 OR attribute_not_exists(#0)',
      ExpressionAttributeNames: { '#0': '_type' },
      ExpressionAttributeValues: { ':0': { S: 'Order' } },
      ConsistentRead: true,
      Limit: 20,
    })
    expect(request?.operation).toBe('Scan')
  })

  const key = 'table | PK = "USER#u1" AND '
  test.each<[GivenValues, string]>([
    [{ userId: 'u1', orderId: 'o1' }, `${key}SK = "ORDER#o1"`],
    [{ userId: 'u1', orderId: gte('o1') }, `${key}SK BETWEEN "ORDER#o1" AND "ORDER$"`],
    [{ userId: 'u1', orderId: gt('o1') }, `${key}SK BETWEEN "ORDER#o1$" AND "ORDER$"`],
    [{ userId: 'u1', orderId: lt('o1') }, `${key}SK BETWEEN "ORDER#" AND "ORDER#o1"`],
    [{ userId: 'u1', orderId: lte('o1') }, `${key}SK BETWEEN "ORDER#" AND "ORDER#o1"`],
    [{ userId: 'u1', orderId: between('a', 'b') }, `${key}SK BETWEEN "ORDER#a" AND "ORDER#b"`],
    [{ userId: 'u1', orderId: beginsWith('o#') }, `${key}begins_with(SK, "ORDER#o$S")`],
    [
      { userId: 'u1', total: gt(5) },
      'size | PK = "USER#u1" AND total > 5 | _type = "Order" OR attribute_not_exists(_type)',
    ],
    [{ region: 'eu' }, 'region | region = "eu" | _type = "Order" OR attribute_not_exists(_type)'],
    [
      { region: 'eu', placedAt: lt(day) },
      'region | region = "eu" AND placedAt < "2026-05-01T00:00:00.000Z" | _type = "Order" OR attribute_not_exists(_type)',
    ],
    [{ status: 'open' }, 'gsi1 | GSI1PK = "STATUS#open" | _type = "Order" OR attribute_not_exists(_type)'],
    [
      { status: 'open', placedAt: gt(day) },
      'gsi1 | GSI1PK = "STATUS#open" AND GSI1SK > "2026-05-01T00:00:00.000Z" | _type = "Order" OR attribute_not_exists(_type)',
    ],
    [
      { status: 'open', placedAt: lt(day) },
      'gsi1 | GSI1PK = "STATUS#open" AND GSI1SK < "2026-05-01T00:00:00.000Z" | _type = "Order" OR attribute_not_exists(_type)',
    ],
    [
      { status: 'open', placedAt: beginsWith('2026') },
      'gsi1 | GSI1PK = "STATUS#open" AND begins_with(GSI1SK, "2026") | _type = "Order" OR attribute_not_exists(_type)',
    ],
  ])('using %j', (part, expected) => {
    expect(shown(shop.using(part))).toBe(expected)
  })

  test.each<[GivenValues, string]>([
    [{}, 'begins_with(GSI2SK, "R#")'],
    [{ status: 'open' }, 'begins_with(GSI2SK, "R#open#")'],
    [{ status: 'open', rank: 7 }, 'begins_with(GSI2SK, "R#open#07#")'],
    [{ status: 'open', rank: gt(7) }, 'GSI2SK BETWEEN "R#open#07$" AND "R#open$"'],
    [{ status: 'open', rank: lt(7) }, 'GSI2SK BETWEEN "R#open#" AND "R#open#07"'],
    [{ status: 'open', rank: lte(7) }, 'GSI2SK BETWEEN "R#open#" AND "R#open#07$"'],
    [{ status: 'open', rank: between(3, 7) }, 'GSI2SK BETWEEN "R#open#03" AND "R#open#07$"'],
    [{ status: gt('open') }, 'GSI2SK BETWEEN "R#open$" AND "R$"'],
    [{ status: 'open', rank: 7, total: gt(42) }, 'GSI2SK BETWEEN "R#open#07#p20142$" AND "R#open#07$"'],
    [{ status: 'open', rank: 7, total: 42 }, 'GSI2SK = "R#open#07#p20142"'],
  ])('by a composite key %j', (part, expected) => {
    expect(shown(shop.by('ranked', part).only('total'))).toBe(`slim | GSI2PK = "ORDERS" AND ${expected}`)
  })
})

describe('the pattern', () => {
  test('is explained, with every other one', () => {
    const { pattern, index, why, refused } = shop.using({ status: 'open' }).explain()
    expect([pattern, index]).toEqual(['byStatus', 'gsi1'])
    expect(why).toBe('Of the patterns whose key the given fields fit, it alone holds what is read.')
    expect(refused).toEqual([
      {
        pattern: 'primary',
        index: undefined,
        needs: 'userId, then orderId',
        reason: "Its partition key needs 'userId', which is not given.",
      },
      {
        pattern: 'byTotal',
        index: 'size',
        needs: 'userId, then total',
        reason: "Its partition key needs 'userId', which is not given.",
      },
      {
        pattern: 'byRegion',
        index: 'region',
        needs: 'region, then placedAt',
        reason: "Its partition key needs 'region', which is not given.",
      },
      {
        pattern: 'ranked',
        index: 'slim',
        needs: 'no field, then status, rank, total',
        reason: "The index does not hold the field 'region'.",
      },
    ])
  })

  test('is the one that uses more sort-key fields, where the index holds what is read', () => {
    expect(shop.using({ status: 'open' }).only('total').explain()).toMatchObject({ pattern: 'ranked' })
    expect(shop.using({ userId: 'u1' }).explain()).toMatchObject({
      pattern: 'primary',
      why: 'The primary key goes before every index.',
    })
    expect(shop.using({ userId: 'u1' }).by('byTotal').explain()).toMatchObject({ pattern: 'byTotal', index: 'size' })
  })

  test('prints as text', () => {
    const text = String(
      shop
        .using({ userId: 'u1' })
        .filter({ total: gte(10) })
        .where(() => true)
        .explain(),
    )
    expect(text.split('\n').slice(0, 5)).toEqual([
      "Query of the table by 'primary' for Order: The primary key goes before every index.",
      '  key condition: PK = "USER#u1"',
      '  key condition: begins_with(SK, "ORDER#")',
      '  filter: total >= 10',
      '  after reading: where() runs here, one function.',
    ])
    expect(text).toContain('  refused: byStatus (gsi1), which takes status, then placedAt. Its partition key needs')
  })

  test('is refused with every pattern and its reason', () => {
    expect(() => shop.using({ status: 'open', region: 'eu' }).toRequests()).toThrow(
      [
        'No pattern of Order serves the fields status, region:',
        "  - primary takes userId, then orderId. Its partition key needs 'userId', which is not given.",
        "  - byStatus (gsi1) takes status, then placedAt. Its key does not contain 'region'.",
      ].join('\n'),
    )
    expect(() => shop.by('ranked', { rank: 3 }).toRequests()).toThrow(
      "'rank' follows 'status' in its sort key, which is not given.",
    )
    expect(() => shop.by('ranked', { status: gt('open'), rank: 3 }).toRequests()).toThrow(
      'which has gt(), and that must be last',
    )
    expect(() => shop.using({ userId: 'u1', orderId: undefined, status: null }).toRequests()).toThrow(
      /status \(without a value\)/,
    )
    expect(() => shop.using({ userId: 'u1', orderId: ne('o1') }).toRequests()).toThrow(
      expect.objectContaining({ code: 'query.operator' }),
    )
    expect(() => shop.using({ userId: 'u1', total: beginsWith('1') }).toRequests()).toThrow(
      expect.objectContaining({ code: 'query.operator' }),
    )
    expect(() => shop.using({ userId: 'u1', total: gt('1') }).toRequests()).toThrow(
      expect.objectContaining({ code: 'validation.invalid' }),
    )
    expect(() => shop.by('ranked', { status: 'open', rank: lt(100) }).toRequests()).toThrow(
      expect.objectContaining({ code: 'validation.invalid' }),
    )
  })
})

const single = (options: StorageOptions, definition: DefinitionInput, name = 'Thing') => {
  const table = compileTable(options)
  const spec = compileModel({ table, name, definition, hydrate: ({ values }) => values })
  const session = {
    table,
    tableName: 'things',
    transport: { send: () => Promise.reject(new Error('offline')) },
    cursorSecret: undefined,
    actor: undefined,
  }
  const query = (part: GivenValues) =>
    createQuerySet({ current: () => session }, queryState(spec, { kind: 'using', part }))
  return {
    spec,
    query,
    scan: () => createQuerySet({ current: () => session }, queryState(spec, { kind: 'scan' })),
    table,
  }
}

describe('tables of other shapes', () => {
  test('no stored type: a scan asks for the literal text of the keys', () => {
    const fields = { id: f.string(), day: f.date() }
    const { scan, query } = single({ typeAttribute: false }, { fields, keys: { primary: { pk: 'T#{id}', sk: 'D' } } })
    expect(shown(scan())).toBe('table |  | begins_with(PK, "T#") | SK = "D"')
    expect(shown(query({ id: 'x' }))).toBe('table | PK = "T#x" AND SK = "D"')
  })

  test('a table key of its own attributes, without a sort key', () => {
    const { query } = single(
      { pk: ['isbn'], sk: false },
      { fields: { isbn: f.string() }, keys: { primary: { pk: ['isbn'] } } },
    )
    expect(shown(query({ isbn: '1' }))).toBe('table | isbn = "1"')
    expect(query({ isbn: '1' }).toRequests()).toEqual([{ TableName: 'things', Key: { isbn: { S: '1' } } }])
  })

  test('an index of several attributes: equality on the partition, left to right on the rest', () => {
    const { query } = single(
      { indexes: { wide: { pk: ['a', 'b'], sk: ['c', 'd'] } } },
      {
        fields: { id: f.string(), a: f.string(), b: f.number(), c: f.date(), d: f.timestamp() },
        keys: { primary: { pk: '{id}', sk: 'X' }, wide: { index: 'wide', pk: ['a', 'b'], sk: ['c', 'd'] } },
      },
    )
    const c = day
    expect(shown(query({ a: 'x', b: 1 }))).toBe(
      'wide | a = "x" AND b = 1 | _type = "Thing" OR attribute_not_exists(_type)',
    )
    expect(shown(query({ a: 'x', b: 1, c, d: gte(day) }))).toBe(
      `wide | a = "x" AND b = 1 AND c = "${day.toISOString()}" AND d >= 1777593600 | _type = "Thing" OR attribute_not_exists(_type)`,
    )
    expect(() => query({ a: 'x' }).toRequests()).toThrow("Its partition key needs 'b', which is not given.")
    expect(() => query({ a: 'x', b: 1, d: day }).toRequests()).toThrow("'d' follows 'c' in its sort key")
  })

  test('raw numbers do not sort as text, so they are compared after reading', () => {
    const fields = { id: f.string(), n: f.number() }
    const { query } = single({ keyEncoding: 'raw' }, { fields, keys: { primary: { pk: '{id}', sk: 'N#{n}' } } })
    const explanation = query({ id: 'x', n: gte(10) }).explain()
    expect(explanation).toMatchObject({
      keyConditions: ['PK = "x"', 'begins_with(SK, "N#")'],
      checks: [expect.stringMatching(/raw numbers/)],
    })
    expect(shown(query({ id: 'x', n: 10 }))).toBe('table | PK = "x" AND SK = "N#10"')
  })

  test('a local index that holds a part fetches the rest from the table', () => {
    const { query } = single(
      { indexes: { late: { local: true, sk: ['day'], projection: 'KEYS_ONLY' } } },
      {
        fields: { id: f.string(), n: f.string(), day: f.date(), text: f.string() },
        keys: { primary: { pk: '{id}', sk: 'N#{n}' }, late: { index: 'late', sk: ['day'] } },
      },
    )
    expect(query({ id: 'x', day }).toRequests()[0]).toMatchObject({ IndexName: 'late', Select: 'ALL_ATTRIBUTES' })
  })

  test('models that extend another are read with it', () => {
    const { table, spec, query } = single(
      {},
      { fields: { id: f.string(), on: f.date() }, keys: { primary: { pk: 'P#{id}', sk: '{on}' } } },
    )
    compileModel({
      table,
      name: 'Special',
      parent: spec,
      definition: { ...spec.definition, type: 'Special' },
      hydrate: ({ values }) => values,
    })
    expect(shown(query({ id: 'x' }))).toBe(
      'table | PK = "P#x" | _type IN ("Thing", "Special") OR attribute_not_exists(_type)',
    )
  })
})
