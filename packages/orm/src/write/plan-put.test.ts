import { expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { encodeItem } from '../codec/encode-item.ts'
import { resolveFilter } from '../expression/resolve-filter.ts'
import { f } from '../field/f.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { TransactWriteItem, WriteInput } from '../wire/request.ts'
import type { StoredItem } from '../wire/stored-item.ts'
import { planDelete } from './plan-delete.ts'
import { type PutRequest, planPut } from './plan-put.ts'
import { type Planned, toOperation } from './write-plan.ts'

const table = defineTable()
const keys = { primary: { pk: 'X#{id}', sk: 'X' } }
const plain = defineSpec(defineTable(), 'Plain', { fields: { id: f.string(), n: f.number() }, keys })
const unique = defineSpec(table, 'Unique', {
  fields: { id: f.string(), email: f.string().optional() },
  keys,
  unique: { email: ['email'] },
})
const key = { PK: { S: 'X#1' }, SK: { S: 'X' } }
const marker = (email: string) => ({
  PK: { S: `UNIQUE#Unique#email#${email}` },
  SK: { S: `UNIQUE#Unique#email#${email}` },
})

const put = (request: Partial<PutRequest> & Pick<PutRequest, 'spec' | 'values' | 'mode'>) =>
  planPut({ tableName: 't', unknown: undefined, condition: undefined, stored: undefined, ...request })
const remove = (
  spec: typeof plain,
  more: { stored?: PutRequest['stored']; condition?: PutRequest['condition'] } = {},
) => planDelete({ spec, tableName: 't', key, condition: more.condition, stored: more.stored })

/** What is sent; conditions as text with their placeholders filled in. */
const requests = (planned: Planned): unknown => {
  if ('needsItem' in planned) return planned.needsItem
  return planned.plan.operations.map((operation: TransactWriteItem) => {
    const [[name, input]] = Object.entries(operation) as [[string, WriteInput & { Item?: StoredItem; Key?: Item }]]
    const { ConditionExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = input
    const condition = ConditionExpression.replace(/#\d+/g, (one) => ExpressionAttributeNames[one] ?? one).replace(
      /:\d+/g,
      (one) => JSON.stringify(Object.values(ExpressionAttributeValues[one] ?? {})[0]),
    )
    return [name, input.Item?.toItem() ?? input.Key, condition]
  })
}

test('create, and replace, which does not look', () => {
  const values = { id: '1', n: 1 }
  const item = { ...key, _type: { S: 'Plain' }, id: { S: '1' }, n: { N: '1' } }
  expect(requests(put({ spec: plain, values, mode: 'create' }))).toEqual([['Put', item, 'attribute_not_exists(PK)']])
  expect(requests(put({ spec: plain, values, mode: 'replace' }))).toEqual([['Put', item, '']])
  const condition = resolveFilter(plain, { n: 2 })
  expect(requests(put({ spec: plain, values, mode: 'replace', condition }))).toEqual([['Put', item, 'n = "2"']])
})

test('markers of what is replaced go, those of what comes come, those that stay are left alone', () => {
  const values = { id: '1', email: 'b' }
  const item = encodeItem(unique, values)
  const target = { M: key }
  const whole = (email: string) => ({ ...marker(email), _type: { S: '~unique' }, target })
  expect(requests(put({ spec: unique, values, mode: 'create' }))).toEqual([
    ['Put', item, 'attribute_not_exists(PK)'],
    ['Put', whole('b'), 'attribute_not_exists(PK)'],
  ])
  expect(requests(put({ spec: unique, values, mode: 'replace' }))).toMatch(/must go/)
  expect(requests(put({ spec: unique, values, mode: 'replace', stored: null }))).toEqual([
    ['Put', item, 'attribute_not_exists(PK)'],
    ['Put', whole('b'), 'attribute_not_exists(PK)'],
  ])
  const stored = encodeItem(unique, { id: '1', email: 'a' })
  expect(requests(put({ spec: unique, values, mode: 'replace', stored }))).toEqual([
    ['Put', item, 'attribute_exists(PK) AND email = "a"'],
    ['Put', whole('b'), 'attribute_not_exists(PK)'],
    ['Delete', marker('a'), `attribute_not_exists(PK) OR target = ${JSON.stringify(key)}`],
  ])
  expect(requests(put({ spec: unique, values, mode: 'replace', stored: item }))).toEqual([
    ['Put', item, 'attribute_exists(PK) AND email = "b"'],
  ])
})

test('delete', () => {
  expect(requests(remove(plain))).toEqual([['Delete', key, '']])
  expect(requests(remove(unique))).toMatch(/must go with it/)
  expect(requests(remove(unique, { stored: null }))).toEqual([['Delete', key, 'attribute_not_exists(PK)']])
  const bare = encodeItem(unique, { id: '1' })
  expect(requests(remove(unique, { stored: bare }))).toEqual([
    ['Delete', key, 'attribute_exists(PK) AND attribute_not_exists(email)'],
  ])
  const stored = encodeItem(unique, { id: '1', email: 'a' })
  const condition = resolveFilter(unique, { email: 'a' })
  expect(requests(remove(unique, { stored, condition }))).toEqual([
    ['Delete', key, 'attribute_exists(PK) AND email = "a" AND email = "a"'],
    ['Delete', marker('a'), `attribute_not_exists(PK) OR target = ${JSON.stringify(key)}`],
  ])
})

test('one operation is its own request, more are a transaction with the token', () => {
  const operation = (planned: Planned) => {
    if ('needsItem' in planned) throw new Error(planned.needsItem)
    return toOperation(planned.plan, () => 'token')
  }
  expect(operation(put({ spec: plain, values: { id: '1', n: 1 }, mode: 'create' }))).toMatchObject({
    name: 'PutItem',
    input: { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
  })
  expect(operation(remove(plain))).toMatchObject({ name: 'DeleteItem', input: { ReturnValues: 'ALL_OLD' } })
  expect(operation(put({ spec: unique, values: { id: '1', email: 'a' }, mode: 'create' }))).toMatchObject({
    name: 'TransactWriteItems',
    input: { ClientRequestToken: 'token', TransactItems: [{ Put: {} }, { Put: {} }] },
  })
})

test('an item over 400 KB', () => {
  const wide = defineSpec(defineTable(), 'Wide', { fields: { id: f.string(), text: f.string() }, keys })
  // PK X#1, SK X, _type Wide, id 1, text
  const own = 5 + 3 + 9 + 3 + 4
  const put400 = (length: number) => put({ spec: wide, values: { id: '1', text: 'x'.repeat(length) }, mode: 'create' })
  expect(() => put400(400 * 1024 - own)).not.toThrow()
  expect(() => put400(400 * 1024 - own + 1)).toThrow(expect.objectContaining({ code: 'item.too-large' }))
})
