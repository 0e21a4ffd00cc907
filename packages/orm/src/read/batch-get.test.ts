/** Requests of reads by many keys, and what makes two keys one. */
import { describe, expect, test } from 'vitest'
import { compileTable } from '../schema/table-options.ts'
import { toBatchGetOperation, toChunks } from './batch-get.ts'
import type { GetOperation } from './get-operation.ts'
import { tableKeyId } from './table-key.ts'
import { planTransactGet } from './transact-get.ts'

const key = (id: string) => ({ PK: { S: id }, SK: { S: 'x' } })

describe('toBatchGetOperation', () => {
  test('has exactly what is asked for', () => {
    expect(toBatchGetOperation([key('a')], { tableName: 'shop' })).toEqual({
      name: 'BatchGetItem',
      input: { RequestItems: { shop: { Keys: [key('a')] } } },
    })
    const projection = { ProjectionExpression: '#0', ExpressionAttributeNames: { '#0': 'name' } }
    expect(toBatchGetOperation([key('a')], { tableName: 'shop', consistent: true, projection }).input).toEqual({
      RequestItems: { shop: { Keys: [key('a')], ConsistentRead: true, ...projection } },
    })
  })

  test.each([
    [0, []],
    [1, [1]],
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('%i keys are chunks of %j', (count, sizes) => {
    const list = Array.from({ length: count }, (_, index) => index)
    const chunks = toChunks(list)
    expect(chunks.map(({ length }) => length)).toEqual(sizes)
    expect(chunks.flat()).toEqual(list)
  })
})

describe('tableKeyId', () => {
  test('looks at the table key only, whatever the order of attributes', () => {
    const table = compileTable({})
    const id = tableKeyId(table, key('a'))
    expect(tableKeyId(table, { name: { S: 'x' }, SK: { S: 'x' }, PK: { S: 'a' } })).toBe(id)
    expect(tableKeyId(table, key('b'))).not.toBe(id)
    expect(tableKeyId(table, { PK: { S: 'x' }, SK: { S: 'a' } })).not.toBe(id)
  })

  test('numbers are equal by value, other kinds by text', () => {
    const table = compileTable({ pk: ['n'], sk: false })
    const id = (text: string) => tableKeyId(table, { n: { N: text } })
    expect(new Set([id('1000'), id('1e3'), id('1000.0'), id('+1E+3')]).size).toBe(1)
    expect(id('1000')).not.toBe(id('1000.1'))
    expect(tableKeyId(table, { n: { S: '1' } })).not.toBe(tableKeyId(table, { n: { B: '1' } }))
  })
})

describe('planTransactGet', () => {
  const get = (id: string, more: Partial<GetOperation['input']> = {}) => ({
    id,
    operation: { name: 'GetItem', input: { TableName: 'shop', Key: key(id), ...more } } as const,
  })
  const narrow = (name: string) => ({ ProjectionExpression: '#0', ExpressionAttributeNames: { '#0': name } })

  test('names an item once: as asked where that is the same, else whole', () => {
    const plan = planTransactGet([get('a', narrow('x')), get('b'), get('a', narrow('x')), get('b', narrow('y'))])
    expect(plan.entries).toEqual([0, 1, 0, 1])
    expect(plan.operation.input.TransactItems).toEqual([
      { Get: { TableName: 'shop', Key: key('a'), ...narrow('x') } },
      { Get: { TableName: 'shop', Key: key('b') } },
    ])
    const whole = planTransactGet([get('a', narrow('x')), get('a', narrow('y')), get('a', narrow('x'))])
    expect(whole.operation.input.TransactItems).toEqual([{ Get: { TableName: 'shop', Key: key('a') } }])
  })

  test('takes no ConsistentRead, and 100 items at most', () => {
    const plan = planTransactGet([get('a', { ConsistentRead: true })])
    expect(plan.operation.input.TransactItems[0]?.Get).not.toHaveProperty('ConsistentRead')
    const many = Array.from({ length: 101 }, (_, index) => get(String(index)))
    expect(planTransactGet(many.slice(1)).entries).toHaveLength(100)
    expect(() => planTransactGet(many)).toThrow(expect.objectContaining({ code: 'transaction.too-large' }))
  })
})
