import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyValue, detached, isSameValue } from './same-value.ts'

const plain = fc.anything({
  withDate: true,
  withSet: true,
  withBigInt: true,
  withTypedArray: true,
  withSparseArray: false,
  depthSize: 'small',
})

test('values that are the same are so for others, too, and a copy is the same', () => {
  let copied = 0
  fc.assert(
    fc.property(plain, plain, (left, right) => {
      if (isSameValue(left, right)) expect(left).toEqual(right)
      const copy = copyValue(left)
      if (copy === undefined) return
      copied++
      expect(copy.value).toEqual(left)
      if (typeof left === 'object' && left !== null) expect(copy.value).not.toBe(left)
    }),
    { numRuns: 3000 },
  )
  expect(copied).toBeGreaterThan(500)
})

test.each([
  [{ a: [1, { b: new Date(5) }], c: new Set(['x', 1]), d: new Uint8Array([1, 2]), e: null, f: undefined }],
  [10n],
  [[]],
  [{}],
  ['text'],
])('a copy of %o does not change with it', (value) => {
  const copy = copyValue(value)
  expect(isSameValue(copy?.value, value)).toBe(true)
})

test.each([
  [{ a: 1 }, { a: 2 }],
  [{ a: undefined }, {}],
  [{ a: undefined }, { b: undefined }],
  [[1], [1, 2]],
  [new Date(1), new Date(2)],
  [new Set([1]), new Set([2])],
  [new Uint8Array([1]), new Uint8Array([2])],
  [Number.NaN, 'NaN'],
  [null, {}],
  [[], {}],
  [{ toString: 1 }, {}],
])('%j is not %j', (left, right) => {
  expect(isSameValue(left, right)).toBe(false)
  expect(isSameValue(right, left)).toBe(false)
})

test('what contains itself, or is of a class, is not copied', () => {
  const loop: unknown[] = []
  loop.push(loop)
  expect(copyValue(loop)).toBeUndefined()
  expect(copyValue(new Map())).toBeUndefined()
  expect(copyValue(new (class Thing {})())).toBeUndefined()
  expect(copyValue(new Set([new Uint8Array()]))).toBeUndefined()
  expect(copyValue(JSON.parse('{"__proto__":1}'))).toBeUndefined()
})

test('what is detached is the same, also what contains itself or goes deep, and no change reaches it', () => {
  fc.assert(
    fc.property(plain, (value) => {
      expect(detached(value)).toEqual(value)
    }),
    { numRuns: 1000 },
  )
  const shared = new Uint8Array([1])
  const loop: Record<string, unknown> = { shared, bytes: new Set([shared]), buffer: Buffer.from([1]), null: null }
  Object.assign(loop, { loop, list: [loop, loop], set: new Set([loop]) })
  const copy = detached(loop) as typeof loop
  expect(copy['loop']).toBe(copy)
  expect(copy['list']).toEqual([copy, copy])
  expect([...(copy['set'] as Set<unknown>)]).toEqual([copy])
  expect((copy['bytes'] as Set<unknown>).has(copy['shared'])).toBe(true)
  shared[0] = 2
  ;(loop['buffer'] as Buffer)[0] = 2
  expect([copy['shared'], copy['buffer']]).toEqual([new Uint8Array([1]), Buffer.from([1])])
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(detached(deep)).toHaveLength(1)
  expect(Object.getOwnPropertyNames(detached(JSON.parse('{"__proto__":1}')))).toEqual(['__proto__'])
})
