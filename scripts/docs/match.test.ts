import { describe, expect, it } from 'vitest'
import { any, mismatch, rest } from './match.mjs'

class User {
  name = 'Ada'
  joined = new Date(0)
  get greeting() {
    return `Hi ${this.name}`
  }
}
const open = rest as object & Iterable<unknown>

describe('what an example gave and what its comment says', () => {
  it.each([
    ['texts', 'a', 'a'],
    ['undefined', undefined, undefined],
    ['not a number', Number.NaN, Number.NaN],
    ['nested plain data', { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ['an absent member', { a: 1, b: undefined }, { a: 1 }],
    ['dates', new Date(5), new Date(5)],
    ['sets in any order', new Set(['b', 'a']), new Set(['a', 'b'])],
    ['bytes', Uint8Array.of(1, 2), new Uint8Array([1, 2])],
    ['members of an instance that are named', new User(), { name: 'Ada' }],
    ['a getter', [new User()], [{ greeting: 'Hi Ada' }]],
    ['anything', { id: 'x1' }, { id: any }],
    ['further members', { a: 1, b: 2 }, { a: 1, ...open }],
    ['further elements', [1, 2, 3], [1, ...open]],
  ])('agree on %s', (_name, actual, expected) => expect(mismatch(actual, expected)).toBeUndefined())

  it.each([
    ['a primitive', 1, 2, 'the value is 1, not 2'],
    ['a type', '1', 1, "the value is '1', not 1"],
    ['a member', { a: { b: 1 } }, { a: { b: 2 } }, 'a.b is 1, not 2'],
    ['an element', [{ a: 1 }], [{ a: 2 }], '[0].a is 1, not 2'],
    ['a missing member', {}, { a: 1 }, 'a is undefined, not 1'],
    ['a further member', { a: 1, b: 2 }, { a: 1 }, 'the value has also b: { a: 1, b: 2 }'],
    ['a further element', [1, 2], [1], 'the value has 2 elements, not 1: [ 1, 2 ]'],
    ['too few elements', [], [1, ...open], 'the value has 0 elements, not 1: []'],
    ['a member of an instance', new User(), { name: 'Bob' }, "name is 'Ada', not 'Bob'"],
    ['an object for an array', {}, [], 'the value is {}, not []'],
    ['an array for an object', [], {}, 'the value is [], not {}'],
    ['a date for an object', new Date(0), {}, 'the value is 1970-01-01T00:00:00.000Z, not {}'],
    ['null for an object', null, {}, 'the value is null, not {}'],
  ])('differ in %s', (_name, actual, expected, problem) => expect(mismatch(actual, expected)).toBe(problem))

  it('may be told to look at the named members only, arrays excepted', () => {
    expect(mismatch({ a: { b: 1, c: 2 }, d: 3 }, { a: { b: 1 } }, { subset: true })).toBeUndefined()
    expect(mismatch({ a: [1, 2] }, { a: [1] }, { subset: true })).toBe('a has 2 elements, not 1: [ 1, 2 ]')
  })
})
