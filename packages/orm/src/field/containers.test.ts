import { describe, expect, test } from 'vitest'
import { encode, issues, mismatch, parse, roundTrip, spec } from '../../test/try-field.ts'
import { f } from './f.ts'

const nested = (depth: number): unknown => (depth === 0 ? [] : [nested(depth - 1)])

describe('list and tuple', () => {
  test('report every element, by its place', async () => {
    expect(await issues(f.list(f.integer()), [1, 'a', undefined, 1.5])).toHaveLength(3)
    expect(await issues(f.list(f.integer()), [1, 'a'])).toEqual(['x.1: Expected an integer, but got a string.'])
    expect(await issues(f.list(f.integer()), 'a')).toEqual(['x: Expected an array, but got a string.'])
    // A hole is no element.
    expect(await issues(f.list(f.integer()), new Array(1))).toHaveLength(1)
    expect(await issues(f.list(f.set(f.string())), [new Set()])).toHaveLength(1)
  })
  test('round trip, nulls of nullable elements included', async () => {
    expect(await encode(f.list(f.string().nullable()), ['a', null])).toEqual({ L: [{ S: 'a' }, { NULL: true }] })
    expect(await roundTrip(f.list(f.date()), [new Date(0)])).toEqual([new Date(0)])
    expect(await roundTrip(f.tuple([f.string(), f.bigint()]), ['a', 2n])).toEqual(['a', 2n])
  })
  test('a tuple has its length', async () => {
    const pair = f.tuple([f.string(), f.number()])
    expect(await issues(pair, ['a'])).toEqual(['x: Expected an array of 2, but got one of 1.'])
    expect(await issues(pair, [1, 'a'])).toHaveLength(2)
    expect(mismatch(pair, { L: [{ S: 'a' }] })).toBe(': L (tuple of 2) / L of 1')
  })
  test('mismatches name the place', () => {
    expect(mismatch(f.list(f.list(f.date())), { L: [{ L: [] }, { L: [{ S: '2026-01-01' }, { N: '1' }] }] })).toBe(
      '1.1: S (date, ISO-8601) / N',
    )
    expect(mismatch(f.list(f.string()), { SS: ['a'] })).toBe(': L (list) / SS')
  })
  test('have children and elements', () => {
    expect(spec(f.list(f.string())).child(3)).toMatchObject({ attribute: 3, spec: { kind: 'string' } })
    expect(spec(f.list(f.string())).child('a')).toBeUndefined()
    expect(spec(f.list(f.string())).element?.kind).toBe('string')
    expect(spec(f.tuple([f.string(), f.date()])).child(1)?.spec.kind).toBe('date')
  })
})

describe('map', () => {
  const address = f.map({
    city: f.string().min(1),
    zip: f.string().optional(),
    floor: f.integer().default(0),
    country: f.string().as('c'),
    tags: f.set(f.string()),
    label: f.string().computed((values: { city: string; floor: number }) => `${values.city} ${values.floor}`),
  })
  const london = { city: 'London', country: 'UK' }
  test('fills in defaults, empty sets and computed members', async () => {
    const { value, issues: found } = await parse(address, london)
    expect(found).toEqual([])
    expect(value).toEqual({ city: 'London', country: 'UK', floor: 0, tags: new Set(), label: 'London 0' })
  })
  test('stores members under their attributes, absent ones not at all', async () => {
    expect(await encode(address, london)).toEqual({
      M: { city: { S: 'London' }, c: { S: 'UK' }, floor: { N: '0' }, label: { S: 'London 0' } },
    })
    expect(await roundTrip(address, london)).toEqual((await parse(address, london)).value)
  })
  test('reads members written before they were declared', () => {
    expect(spec(address).decode({ M: { city: { S: 'X' }, more: { S: '?' } } })).toEqual({
      city: 'X',
      floor: 0,
      tags: new Set(),
    })
  })
  test('reports all issues at once, unknown members included', async () => {
    expect(await issues(address, { city: '', floor: 'a', postcode: 'x' })).toEqual([
      'x.city: Expected at least 1 character.',
      'x.floor: Expected an integer, but got a string.',
      'x.country: It is required.',
      'x.postcode: There is no such member; the members are city, zip, floor, country, tags, label.',
    ])
    for (const bad of ['a', [], new Date(), new Map(), 1]) expect(await issues(address, bad)).toHaveLength(1)
  })
  test('mismatches name the attribute', () => {
    expect(mismatch(f.map({ a: address }), { M: { a: { M: { c: { N: '1' } } } } })).toBe('a.c: S (string) / N')
    expect(mismatch(address, { L: [] })).toBe(': M (map) / L')
  })
  test('members may be named as what every object inherits', async () => {
    const odd = f.map({ constructor: f.string().optional(), valueOf: f.number().optional() })
    expect(await parse(odd, {})).toEqual({ value: {}, issues: [] })
    expect(Object.keys(spec(odd).decode({ M: {} }) as object)).toEqual([])
    expect(await roundTrip(odd, { constructor: 'a' })).toEqual({ constructor: 'a' })
  })
  test('generates and stamps what is absent', async () => {
    const field = f.map({ id: f.ulid(), at: f.timestamp().createdAt() })
    const { value } = await parse(field, {})
    expect(value).toMatchObject({ id: expect.stringMatching(/^\w{26}$/), at: expect.any(Date) })
  })
  test('two members cannot share an attribute', () => {
    expect(() => spec(f.map({ a: f.string(), b: f.string().as('a') }))).toThrow(/already that of 'a'/)
  })
  test('children are found by name', () => {
    expect(spec(address).child('country')).toMatchObject({ attribute: 'c', spec: { kind: 'string' } })
    expect(spec(address).child('toString')).toBeUndefined()
  })
})

describe('record', () => {
  test('round trip; the name __proto__ is a name like others', async () => {
    const given = JSON.parse('{"__proto__": 1, "a": 2}')
    const back = (await roundTrip(f.record(f.number()), given)) as object
    expect(Object.keys(back).sort()).toEqual(['__proto__', 'a'])
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
  })
  test('issues and mismatches', async () => {
    expect(await issues(f.record(f.number()), { a: 'x', '': 1, '\ud800': 1 })).toHaveLength(3)
    expect(await issues(f.record(f.set(f.string())), { a: new Set() })).toHaveLength(1)
    expect(await issues(f.record(f.number()), [])).toHaveLength(1)
    expect(mismatch(f.record(f.number()), { M: { a: { S: 'x' } } })).toBe('a: N (number) / S')
    expect(mismatch(f.record(f.number()), { S: '' })).toBe(': M (record) / S')
    expect(spec(f.record(f.date())).child('any')?.spec.kind).toBe('date')
  })
})

describe('set', () => {
  test('of each type', async () => {
    expect(await encode(f.set(f.string()), new Set(['b', '']))).toEqual({ SS: ['b', ''] })
    expect(await encode(f.set(f.decimal()), new Set(['5', '5.0']))).toEqual({ NS: ['5'] })
    expect(await roundTrip(f.set(f.bigint()), new Set([1n, 2n]))).toEqual(new Set([1n, 2n]))
    expect(await roundTrip(f.set(f.enum('a', 'b')), new Set(['a']))).toEqual(new Set(['a']))
  })
  test('compares bytes by content', async () => {
    const bytes = () => new Uint8Array([1, 2])
    expect(await encode(f.set(f.binary()), new Set([bytes(), bytes()]))).toEqual({ BS: ['AQI='] })
    expect((await parse(f.set(f.binary()), new Set([bytes(), bytes()]))).value).toEqual(new Set([bytes()]))
  })
  test('an empty set is absent, and read as empty unless optional', async () => {
    expect(await encode(f.set(f.string()), new Set())).toBeUndefined()
    expect(spec(f.set(f.string())).absent?.()).toEqual(new Set())
    expect(spec(f.set(f.string()).optional()).absent).toBeUndefined()
  })
  test('issues, mismatches, and elements that cannot be', async () => {
    expect(await issues(f.set(f.integer()), new Set([1, 'a', 1.5]))).toHaveLength(2)
    expect(await issues(f.set(f.integer()), [1])).toEqual(['x: Expected a Set, but got an array.'])
    expect(mismatch(f.set(f.integer()), { SS: ['1'] })).toBe(': NS (set) / SS')
    expect(mismatch(f.set(f.integer()), { NS: ['1', '1.5'] })).toContain('1: N (integer)')
    expect(() => spec(f.set(f.string().default('a')))).toThrow(/neither nullable nor optional/)
    // An empty set is stored as no attribute, so it would be read as the default.
    const full = () => new Set(['a'])
    expect(() => spec(f.set(f.string()).default(full()))).toThrow(/no default but the empty one/)
    expect(() => spec(f.map({ tags: f.set(f.string()).optional().default(full) }))).toThrow(/no default/)
    expect(spec(f.set(f.string()).default(new Set())).default?.()).toEqual(new Set())
    expect(spec(f.set(f.string())).element?.kind).toBe('string')
  })
})

describe('union', () => {
  const shape = f.union('kind', [
    f.map({ kind: f.literal('circle').as('k'), size: f.number() }),
    f.map({ kind: f.enum('box', 'cube').as('k'), size: f.string(), deep: f.boolean().optional() }),
  ])
  test('goes by the discriminator', async () => {
    expect(await encode(shape, { kind: 'circle', size: 1 })).toEqual({ M: { k: { S: 'circle' }, size: { N: '1' } } })
    const cube = { kind: 'cube', size: 's', deep: true }
    expect(await roundTrip(shape, cube)).toEqual(cube)
  })
  test('issues and mismatches', async () => {
    expect(await issues(shape, { kind: 'line' })).toEqual(["x.kind: Expected one of 'circle', 'box', 'cube'."])
    expect(await issues(shape, { kind: 'box', size: 1 })).toEqual(['x.size: Expected a string, but got a number.'])
    expect(await issues(shape, 'box')).toHaveLength(1)
    expect(mismatch(shape, { M: { k: { S: 'line' } } })).toContain('M with another k')
    expect(mismatch(shape, { M: {} })).toContain('M with another k')
    expect(mismatch(shape, { M: { k: { S: 'box' }, size: { N: '1' } } })).toBe('size: S (string) / N')
  })
  test('children: the discriminator takes all values; members that differ take anything', async () => {
    const kind = spec(shape).child('kind')
    expect(kind).toMatchObject({ attribute: 'k', spec: { values: ['circle', 'box', 'cube'] } })
    expect(spec(shape).child('size')?.spec.kind).toBe('any')
    expect(spec(shape).child('deep')?.spec.kind).toBe('boolean')
    expect(spec(shape).child('none')).toBeUndefined()
  })
  test('definitions that cannot be told apart', () => {
    const circle = f.map({ kind: f.literal('circle') })
    expect(() => spec(f.union('kind', [circle, circle]))).toThrow(/in two members/)
    expect(() => spec(f.union('kind', [f.map({ kind: f.string() })]))).toThrow(/f\.literal/)
    expect(() => spec(f.union('kind', []))).toThrow(/There must be members/)
  })
})

describe('json and any', () => {
  test('json keeps JSON, null included', async () => {
    const value = { a: [1, 'x', null, { b: false }], c: {}, d: [] }
    expect(await roundTrip(f.json(), value)).toEqual(value)
    expect(await roundTrip(f.json(), null)).toBe(null)
    expect(await encode(f.json(), { a: undefined, b: 1 })).toEqual({ M: { b: { N: '1' } } })
  })
  test('json refuses what is not, each at its place', async () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    const bad = [() => 1, Symbol('s'), new Date(), 1n, new Uint8Array(), new Set(['a']), new Map(), Number.NaN, 1e300]
    for (const value of bad) expect(await issues(f.json(), { a: value }), String(value)).toHaveLength(1)
    expect(await issues(f.json(), cycle)).toEqual(['x.0: Expected no cycle, but the value contains itself.'])
    expect(await issues(f.json(), new Array(2))).toHaveLength(2)
    expect(await issues(f.json(), { a: 'x\udfff', '': 1 })).toHaveLength(2)
    expect(await issues(f.json(), { a: new (class Point {})() })).toEqual([
      'x.a: Expected a JSON value, but got an instance of Point.',
    ])
    expect(mismatch(f.json(), { M: { a: { L: [{ B: '' }] } } })).toBe('a.0: S, N, BOOL, NULL, L or M (JSON) / B')
  })
  test('one value twice is no cycle', async () => {
    const shared = { a: 1 }
    expect(await issues(f.json(), [shared, shared])).toEqual([])
  })
  test('any keeps what the wire can hold', async () => {
    const value = { bytes: new Uint8Array([1]), set: new Set([1, 2]), big: 2n ** 70n, list: [null, 'a', -1.5] }
    expect(await roundTrip(f.any(), value)).toEqual(value)
    expect(await roundTrip(f.any(), new Date(0))).toBe('1970-01-01T00:00:00.000Z')
    expect(await encode(f.any(), new Set())).toBeUndefined()
    for (const bad of [new Set([1, 'a']), new Set([true]), [new Set()], new Map(), 10n ** 126n])
      expect(await issues(f.any(), bad)).toHaveLength(1)
  })
  test('at most 32 levels', async () => {
    expect(await issues(f.json(), nested(31))).toEqual([])
    expect(await issues(f.json(), nested(32))).toHaveLength(1)
    expect(await issues(f.map({ a: f.json() }), { a: nested(31) })).toHaveLength(1)
  })
  test('their children and elements are like them', () => {
    expect(spec(f.json()).child('a')?.spec.child(0)?.spec.kind).toBe('json')
    expect(spec(f.any()).element?.element?.kind).toBe('any')
  })
})

test('containers have no key encoding, and say why', () => {
  for (const field of [f.list(f.string()), f.map({}), f.record(f.string()), f.set(f.string()), f.json(), f.any()])
    expect(spec(field)).toMatchObject({ key: expect.stringMatching(/cannot hold/), keyType: undefined })
})
