import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../testing/engine.ts'
import { startEngine } from '../testing/start-engine.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import { compareValues, equalValues } from './compare-values.ts'
import {
  andNodes,
  beginsWithOperandNode,
  betweenNode,
  type ConditionNode,
  compareNode,
  containsNode,
  existsNode,
  inNode,
  missingNode,
  type Operand,
  orNodes,
  pathOperand,
  sizeOperand,
  typeNode,
  valueOperand,
} from './condition.ts'
import { evaluateCondition } from './evaluate.ts'
import type { Path } from './path.ts'
import { Placeholders } from './placeholders.ts'
import { printCondition } from './print-condition.ts'

const strings = fc.constantFrom('', 'a', 'ab', 'b', 'é', '\uffff', '\u{10000}', 'a\u{10000}')
const numbers = fc.constantFrom('0', '-1', '1', '1.5', '-1.5', '10', '12345678901234567890123456789012345678', '1E-130')
const bytes = fc.constantFrom('', 'AQ==', 'AQI=', '/w==')
const types = fc.constantFrom('S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS')
const filled = (texts: fc.Arbitrary<string>) => fc.uniqueArray(texts, { minLength: 1, maxLength: 3 })

const scalars: fc.Arbitrary<AttributeValue> = fc.oneof(
  { weight: 3, arbitrary: strings.map((S) => ({ S })) },
  { weight: 3, arbitrary: numbers.map((N) => ({ N })) },
  bytes.map((B) => ({ B })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.constant({ NULL: true } as const),
)
const values: fc.Arbitrary<AttributeValue> = fc.oneof(
  { weight: 4, arbitrary: scalars },
  filled(strings.filter((text) => text !== '')).map((SS) => ({ SS })),
  filled(numbers).map((NS) => ({ NS })),
  filled(bytes.filter((text) => text !== '')).map((BS) => ({ BS })),
  fc.array(scalars, { maxLength: 2 }).map((L) => ({ L })),
  fc.dictionary(fc.constantFrom('x', 'y'), scalars, { maxKeys: 2 }).map((M) => ({ M: { ...M } })),
)
const names = fc.constantFrom('a', 'b', 'c')
const items: fc.Arbitrary<Item> = fc.dictionary(names, values).map((item) => ({ ...item }))

const paths: fc.Arbitrary<Path> = fc.oneof(
  { weight: 4, arbitrary: names.map((name): Path => [name]) },
  fc.tuple(names, fc.constantFrom<string | number>('x', 'y', 0, 1)).map((path): Path => path),
)
const pathOperands = paths.map(pathOperand)
const subjects: fc.Arbitrary<Operand> = fc.oneof(
  { weight: 4, arbitrary: pathOperands },
  paths.map((path) => sizeOperand(path)),
)
const operands: fc.Arbitrary<Operand> = fc.oneof({ weight: 3, arbitrary: values.map(valueOperand) }, subjects)
/** DynamoDB refuses constants of other types here. */
const prefixes: fc.Arbitrary<Operand> = fc.oneof(
  strings.map((S) => valueOperand({ S })),
  bytes.map((B) => valueOperand({ B })),
  pathOperands,
)
const comparators = fc.constantFrom('=', '<>', '<', '<=', '>', '>=')

/** DynamoDB refuses to compare a path with itself. */
const distinct = (first: unknown, ...others: readonly unknown[]): boolean =>
  others.every((other) => JSON.stringify(first) !== JSON.stringify(other))

const conditions = fc.letrec<{ node: ConditionNode; leaf: ConditionNode }>((tie) => ({
  leaf: fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(subjects, comparators, operands)
        .filter((parts) => distinct(...parts))
        .map((parts) => compareNode(...parts)),
    },
    fc
      .tuple(subjects, operands, operands)
      .filter((parts) => distinct(...parts))
      .map((parts) => betweenNode(...parts)),
    fc
      .tuple(subjects, fc.array(operands, { minLength: 1, maxLength: 3 }))
      .filter(([first, others]) => distinct(first, ...others))
      .map((parts) => inNode(...parts)),
    paths.map(existsNode),
    paths.map(missingNode),
    fc.tuple(paths, types).map((parts) => typeNode(...parts)),
    fc
      .tuple(paths, prefixes)
      .filter(([path, prefix]) => distinct(pathOperand(path), prefix))
      .map((parts) => beginsWithOperandNode(...parts)),
    fc
      .tuple(paths, fc.oneof(scalars.map(valueOperand), pathOperands))
      .filter(([path, element]) => distinct(pathOperand(path), element))
      .map((parts) => containsNode(...parts)),
  ),
  node: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((nodes) => andNodes(...nodes)),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((nodes) => orNodes(...nodes)),
    tie('node').map((node): ConditionNode => ({ op: 'not', node })),
  ),
})).node

describe('on the engine', () => {
  let engine: Engine
  const stored = fc.sample(items, { numRuns: 60, seed: 20260501 })
  const send = async (operation: string, input: object): Promise<{ Items?: readonly Item[] }> =>
    JSON.parse((await engine.client.send(operation, JSON.stringify(input))).body)

  beforeAll(async () => {
    engine = await startEngine({ endpoint: false, quiet: true })
    await send('CreateTable', {
      TableName: 'conditions',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
    })
    for (const [index, item] of stored.entries()) {
      await send('PutItem', { TableName: 'conditions', Item: { ...item, key: { S: String(index) } } })
    }
  })
  afterAll(() => engine.stop())

  test('evaluates random conditions as the engine does, with the text that is printed', async () => {
    await fc.assert(
      fc.asyncProperty(conditions, async (node) => {
        const placeholders = new Placeholders()
        const FilterExpression = printCondition(node, placeholders)
        const answer = await send('Scan', { TableName: 'conditions', FilterExpression, ...placeholders.toInput() })
        const found = (answer.Items ?? []).map((item) => Number(item.key && 'S' in item.key ? item.key.S : ''))
        const expected = stored.flatMap((item, index) => (evaluateCondition(node, item) ? [index] : []))
        expect(found.sort((left, right) => left - right)).toEqual(expected)
      }),
      { numRuns: 600 },
    )
  })
})

describe('wire values', () => {
  test.each<[AttributeValue, AttributeValue, number]>([
    [{ N: '1' }, { N: '1.0' }, 0],
    [{ N: '1e2' }, { N: '100' }, 0],
    [{ N: '-0' }, { N: '0' }, 0],
    [{ N: '0.00012' }, { N: '1.2E-4' }, 0],
    [{ N: '12345678901234567890123456789012345678' }, { N: '12345678901234567890123456789012345679' }, -1],
    [{ N: '-2' }, { N: '-10' }, 1],
    [{ N: '0.5' }, { N: '0.05' }, 1],
    [{ N: '-1' }, { N: '0' }, -1],
    [{ S: '\uffff' }, { S: '\u{10000}' }, -1],
    [{ B: 'AQ==' }, { B: 'AQI=' }, -1],
  ])('%j against %j is %i', (left, right, expected) => {
    expect(Math.sign(compareValues(left, right) ?? Number.NaN)).toBe(expected)
    expect(Math.sign(compareValues(right, left) ?? Number.NaN)).toBe(expected === 0 ? 0 : -expected)
  })

  test('have no order across types, nor for documents and sets', () => {
    expect(compareValues({ S: '1' }, { N: '1' })).toBeUndefined()
    expect(compareValues({ BOOL: true }, { BOOL: true })).toBeUndefined()
    expect(compareValues({ L: [] }, { L: [] })).toBeUndefined()
  })

  test('are equal in depth, sets without order', () => {
    expect(equalValues({ NS: ['1', '2.0'] }, { NS: ['2', '1.0'] })).toBe(true)
    expect(equalValues({ SS: ['1'] }, { NS: ['1'] })).toBe(false)
    expect(equalValues({ M: { a: { L: [{ N: '1' }] } } }, { M: { a: { L: [{ N: '1.0' }] } } })).toBe(true)
    expect(equalValues({ M: { a: { NULL: true } } }, { M: { b: { NULL: true } } })).toBe(false)
  })
})
