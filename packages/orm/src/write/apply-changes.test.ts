import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { RequestError } from '../errors/errors.ts'
import {
  type ChangeNode,
  elementsNode,
  ifNotExists,
  listAppend,
  removePathNode,
  type SetOperand,
  setFromPath,
  setPathNode,
  setValue,
  sumOf,
} from '../expression/change.ts'
import { equalValues } from '../expression/compare-values.ts'
import { type Path, pathsOverlap } from '../expression/path.ts'
import { Placeholders } from '../expression/placeholders.ts'
import { printUpdate } from '../expression/print-update.ts'
import { sharedEngine } from '../testing/shared-engine.ts'
import { createTestTable } from '../testing/test-table.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import { applyChanges } from './apply-changes.ts'

const key = { PK: { S: 'p' }, SK: { S: 's' } }
let send: (operation: string, input: object) => Promise<{ Attributes?: Item }>
beforeAll(async () => {
  const engine = await sharedEngine()
  const { name } = await createTestTable(engine)
  send = async (operation, input) =>
    JSON.parse((await engine.client.send(operation, JSON.stringify({ TableName: name, ...input }))).body)
})

/** The item after the update on the engine; `undefined` where it is refused. */
const onEngine = async (item: Item, nodes: readonly ChangeNode[]): Promise<Item | undefined> => {
  await send('PutItem', { Item: { ...item, ...key } })
  const placeholders = new Placeholders()
  const UpdateExpression = printUpdate(nodes, placeholders)
  try {
    const input = { Key: key, ReturnValues: 'ALL_NEW', ...(UpdateExpression && { UpdateExpression }) }
    return (await send('UpdateItem', { ...input, ...placeholders.toInput() })).Attributes
  } catch (error) {
    if (error instanceof RequestError && error.service === 'ValidationException') return undefined
    throw error
  }
}

const number = fc.constantFrom('1', '-2', '0.5', '100').map((N) => ({ N }))
const text = fc.constantFrom('x', 'y').map((S) => ({ S }))
const list = fc.array(fc.oneof(number, text), { maxLength: 4 }).map((L) => ({ L }))
const set = fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1 }).map((SS) => ({ SS }))
const map = fc.dictionary(fc.constantFrom('p', 'q'), fc.oneof(number, list)).map((M) => ({ M }))
const value: fc.Arbitrary<AttributeValue> = fc.oneof(number, text, list, set, map)
const item: fc.Arbitrary<Item> = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value)

const name = fc.constantFrom('a', 'b', 'c', 'd')
const index = fc.integer({ min: 0, max: 3 })
const path: fc.Arbitrary<Path> = fc.oneof(
  { weight: 3, arbitrary: name.map((top): Path => [top]) },
  fc.tuple(name, index).map(([top, at]): Path => [top, at]),
  fc.tuple(name, fc.constantFrom('p', 'q')).map(([top, member]): Path => [top, member]),
  fc.tuple(name, fc.constantFrom('p', 'q'), index).map(([top, member, at]): Path => [top, member, at]),
)
const operand: fc.Arbitrary<SetOperand> = fc.oneof(
  { weight: 3, arbitrary: value.map(setValue) },
  path.map(setFromPath),
  fc.tuple(path, value).map(([from, other]) => ifNotExists(from, setValue(other))),
  fc.tuple(path, list).map(([from, other]) => listAppend(ifNotExists(from, setValue({ L: [] })), setValue(other))),
  fc
    .tuple(path, fc.constantFrom('+' as const, '-' as const), number)
    .map(([from, sign, by]) => sumOf(setFromPath(from), sign, setValue(by))),
)
const node: fc.Arbitrary<ChangeNode> = fc.oneof(
  fc.tuple(path, operand).map(([at, what]) => setPathNode(at, what, true)),
  path.map(removePathNode),
  fc
    .tuple(fc.constantFrom('ADD' as const, 'DELETE' as const), path, set)
    .map(([action, at, elements]) => elementsNode(action, at, elements)),
)
/** No path touches another, as `resolveChanges` makes sure. */
const nodes = fc
  .array(node, { maxLength: 4 })
  .filter((all) =>
    all.every((one, position) => all.slice(position + 1).every((other) => !pathsOverlap(one.path, other.path))),
  )

const sizeOfList = (from: Item, at: Path): number => {
  const outer: AttributeValue | undefined = from[at[0]]
  const inner = at.length === 3 && outer !== undefined && 'M' in outer ? outer.M[at[1] as string] : outer
  return inner !== undefined && 'L' in inner ? inner.L.length : 0
}
/** What dynoxide does otherwise than DynamoDB: positions after the end. Its order of removals is that of the request. */
const diverges = (from: Item, all: readonly ChangeNode[]): boolean =>
  all.some((one) => typeof one.path.at(-1) === 'number' && (one.path.at(-1) as number) >= sizeOfList(from, one.path))

test('what the engine makes of an update is what is computed here', async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(item, nodes, async (before, changes) => {
      if (diverges(before, changes)) return
      const after = await onEngine(before, changes)
      if (after === undefined) return
      compared++
      const here = { ...applyChanges({ ...before, ...key }, changes) }
      if (!equalValues({ M: here }, { M: after })) expect(here).toEqual(after)
    }),
    { numRuns: 600 },
  )
  expect(compared).toBeGreaterThan(150)
})

const four: Item = { l: { L: ['0', '1', '2', '3'].map((N) => ({ N })) } }
const numbers = (after: Item) => ((after['l'] as { L: { N: string }[] }).L ?? []).map(({ N }) => N)

test.each<[string, ChangeNode[], string[]]>([
  ['removals mean the list as it was', [removePathNode(['l', 1]), removePathNode(['l', 2])], ['0', '3']],
  [
    'so does a SET beside a removal',
    [removePathNode(['l', 0]), setPathNode(['l', 2], setValue({ N: '9' }), true)],
    ['1', '9', '3'],
  ],
  [
    'a removal after the end removes nothing, also where a SET appends',
    [removePathNode(['l', 4]), setPathNode(['l', 9], setValue({ N: '9' }), true)],
    ['0', '1', '2', '3', '9'],
  ],
  [
    'positions after the end append in their order',
    [setPathNode(['l', 9], setValue({ N: '9' }), true), setPathNode(['l', 8], setValue({ N: '8' }), true)],
    ['0', '1', '2', '3', '8', '9'],
  ],
  ['a position after the end appends', [setPathNode(['l', 9], setValue({ N: '9' }), true)], ['0', '1', '2', '3', '9']],
])('as DynamoDB documents it: %s', (_name, changes, expected) => {
  expect(numbers(applyChanges(four, changes))).toEqual(expected)
})

test('names of object members are no attributes', () => {
  const copy = setPathNode(['a'], setFromPath(['constructor']), true)
  expect(applyChanges({ b: { M: {} } }, [copy, setPathNode(['c'], setFromPath(['b', 'toString']), true)])).toEqual({
    b: { M: {} },
  })
})
