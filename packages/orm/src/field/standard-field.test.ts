import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { encode, issues, mismatch, parse, roundTrip, spec } from '../../test/try-field.ts'
import type { StandardSchema } from '../types/standard-schema.ts'
import { f } from './f.ts'
import { toFieldSpec } from './standard-field.ts'

const day = new Date('2026-05-01T00:00:00.000Z')
/** A schema by hand, without a description of itself. */
const schema = (validate: StandardSchema['~standard']['validate']): StandardSchema => ({
  '~standard': { version: 1, vendor: 'test', validate },
})

describe.each<[string, Record<string, StandardSchema>]>([
  [
    'zod',
    {
      text: z.string().min(2, 'Two.'),
      date: z.date(),
      big: z.bigint(),
      length: z.string().transform((text) => text.length),
      parsed: z.coerce.date(),
      object: z.object({ a: z.number(), b: z.array(z.string()) }),
      optional: z.string().optional(),
      refined: z.string().refine((text) => text !== 'no', 'Not no.'),
    },
  ],
  [
    'valibot',
    {
      text: v.pipe(v.string(), v.minLength(2, 'Two.')),
      date: v.date(),
      big: v.bigint(),
      length: v.pipe(
        v.string(),
        v.transform((text) => text.length),
      ),
      parsed: v.pipe(
        v.union([v.string(), v.date()]),
        v.transform((value) => new Date(value)),
      ),
      object: v.object({ a: v.number(), b: v.array(v.string()) }),
      optional: v.optional(v.string()),
      refined: v.pipe(
        v.string(),
        v.check((text) => text !== 'no', 'Not no.'),
      ),
    },
  ],
  [
    'arktype',
    {
      text: type('string >= 2').configure({ message: () => 'Two.' }),
      date: type('Date'),
      big: type('bigint'),
      length: type('string').pipe((text) => text.length),
      parsed: type('string.date.parse'),
      object: type({ a: 'number', b: 'string[]' }),
      optional: type('string | undefined'),
      refined: type('string').narrow((text, context) => text !== 'no' || context.mustBe('not no')),
    },
  ],
])('%s', (name, schemas) => {
  const get = (member: string) => schemas[member] as StandardSchema
  test('issues come with the library’s message and our path', async () => {
    expect(await issues(get('text'), 'a')).toEqual(['x: Two.'])
    expect(await issues(get('object'), { a: 'x', b: ['y', 1] })).toEqual([
      expect.stringMatching(/^x\.a: /),
      expect.stringMatching(/^x\.b\.1: /),
    ])
    expect(await issues(get('refined'), 'no')).toEqual([expect.stringMatching(/not no/i)])
  })
  test('Dates and bigints come back as such, transforms as what they gave', async () => {
    expect(await encode(get('date'), day)).toEqual({ S: day.toISOString() })
    expect(await roundTrip(get('date'), day)).toEqual(day)
    expect(await roundTrip(get('big'), 2n ** 60n)).toBe(2n ** 60n)
    expect(await roundTrip(get('length'), 'four')).toBe(4)
    expect(await roundTrip(get('parsed'), name === 'arktype' ? day.toISOString() : day)).toEqual(day)
    expect(await roundTrip(get('object'), { a: 1, b: ['x'] })).toEqual({ a: 1, b: ['x'] })
  })
  test('keys of Dates and bigints', () => {
    expect(spec(get('date'))).toMatchObject({ key: { kind: 'date' }, keyType: 'S' })
    expect(spec(get('big'))).toMatchObject({ key: { kind: 'bigint' }, keyType: 'N' })
  })
  test('a schema that takes undefined is optional', () => {
    expect(spec(get('optional')).optional).toBe(true)
    expect(spec(get('text')).optional).toBe(false)
  })
})

describe('keys', () => {
  test('from JSON Schema', () => {
    expect(spec(z.email()).key).toEqual({ kind: 'string' })
    expect(spec(z.string().nullable()).key).toEqual({ kind: 'string' })
    expect(spec(z.int().min(0).max(99))).toMatchObject({ key: { kind: 'padded', width: 2 }, keyType: 'N' })
    expect(spec(z.int().positive().lt(100)).key).toEqual({ kind: 'padded', width: 2 })
    expect(spec(z.int().min(0)).key).toEqual({ kind: 'number' })
    expect(spec(z.number()).key).toEqual({ kind: 'number' })
    expect(spec(z.boolean())).toMatchObject({ key: { kind: 'boolean' }, keyType: undefined })
    expect(spec(type('string.email')).key).toEqual({ kind: 'string' })
  })
  test('unknown ones say what to do', () => {
    expect(spec(v.string()).key).toMatch(/f\.from\(schema, \{ key: 'string' \| 'number'/)
    expect(spec(z.union([z.string(), z.number()])).key).toMatch(/f\.from/)
    expect(spec(z.object({})).key).toMatch(/lists or maps/)
  })
  test('named by hand', async () => {
    expect(spec(f.from(v.string(), { key: 'string' }))).toMatchObject({ key: { kind: 'string' }, keyType: 'S' })
    expect(await roundTrip(f.from(z.any(), { key: 'date' }), day)).toEqual(day)
    expect(await encode(f.from(z.any(), { key: 'timestamp' }), day)).toEqual({ N: '1777593600' })
    expect(await encode(f.from(z.string(), { key: 'decimal' }), '1.50')).toEqual({ N: '1.5' })
    expect(await issues(f.from(z.any(), { key: 'date' }), 'text')).toHaveLength(1)
    expect(mismatch(f.from(z.any(), { key: 'date' }), { N: '1' })).toContain('S (date, ISO-8601)')
    expect(() => spec(f.from(z.any(), { key: 'text' as 'string' }))).toThrow(/no key type 'text'/)
  })
})

describe('what could not come back as it was is refused', () => {
  test('a Date or bigint beside its own wire form', async () => {
    for (const open of [z.any(), z.union([z.string(), z.date()]), v.any()])
      expect(await issues(open, day)).toEqual([expect.stringMatching(/f\.from\(schema, \{ key: 'date' \}\)/)])
    expect(await issues(z.union([z.number(), z.bigint()]), 1n)).toEqual([expect.stringMatching(/key: 'bigint'/)])
  })
  test('nested, where nothing tells', async () => {
    expect(await issues(z.object({ at: z.date() }), { at: day })).toEqual([expect.stringMatching(/^x\.at: .*f\.map/)])
  })
  test('other classes', async () => {
    expect(await issues(z.map(z.string(), z.string()), new Map())).toHaveLength(1)
    expect(await issues(z.any(), { a: () => 1 })).toHaveLength(1)
  })
})

test('a Date beside text that is no date', async () => {
  const field = v.union([v.date(), v.literal('never')])
  expect(await roundTrip(field, 'never')).toBe('never')
  expect(await roundTrip(field, day)).toEqual(day)
})

test('null is NULL, undefined is absent', async () => {
  expect(await encode(z.date().nullable(), null)).toEqual({ NULL: true })
  expect(await roundTrip(z.string().nullable(), null)).toBe(null)
  expect(await parse(f.map({ a: z.string().transform(() => undefined) }), { a: 'x' })).toEqual({
    value: {},
    issues: [],
  })
  expect(await roundTrip(f.from(z.string()).nullable(), null)).toBe(null)
})

test('a schema’s default is generated on create only', () => {
  let count = 0
  const field = spec(z.number().default(() => ++count))
  expect(field.optional).toBe(false)
  expect(field.default).toBeUndefined()
  const [first, second] = [field.generate?.(), field.generate?.()]
  expect(second).toBe((first as number) + 1)
  expect(spec(f.from(z.number().default(1)).default(2)).generate).toBeUndefined()
})

test('sets, bytes and empty sets', async () => {
  expect(await roundTrip(z.set(z.string()), new Set(['a']))).toEqual(new Set(['a']))
  expect(await roundTrip(z.set(z.string()), new Set())).toEqual(new Set())
  expect(await roundTrip(z.instanceof(Uint8Array), new Uint8Array([1]))).toEqual(new Uint8Array([1]))
  expect(await roundTrip(f.set(z.email()), new Set(['a@b.cc']))).toEqual(new Set(['a@b.cc']))
  expect(() => spec(f.set(v.string()))).toThrow(/f\.from\(schema/)
})

test('where JSON Schema tells the type, another one is a mismatch', () => {
  expect(mismatch(z.string(), { N: '1' })).toBe(': S (string) / N')
  expect(mismatch(z.string(), { NULL: true })).toBeUndefined()
  expect(mismatch(z.array(z.string()), { M: {} })).toBe(': L (array) / M')
  expect(mismatch(z.union([z.string(), z.number()]), { BOOL: true })).toBe(': S or N (string or number) / BOOL')
})

test('asynchronous schemas are waited for, and probed without harm', async () => {
  const slow = z.string().refine(async (text) => text !== 'no', 'Slowly no.')
  expect(await issues(f.list(slow), ['ok', 'no'])).toEqual(['x.1: Slowly no.'])
  expect((await parse(f.map({ a: slow }), { a: 'ok' })).value).toEqual({ a: 'ok' })
  const failing = schema(() => Promise.reject(new Error('down')))
  expect(spec(failing).optional).toBe(false)
  await expect(parse(failing, 'a')).rejects.toThrow('down')
})

test('a schema that throws on a sample is unknown, not an error', () => {
  const throwing = schema((value) => ({ value: (value as string).trim() }))
  expect(spec(throwing)).toMatchObject({ kind: 'standard', optional: false })
})

test('paths of issues may be objects', async () => {
  const field = schema((value) =>
    value === 'a' ? { issues: [{ message: 'Bad.', path: [{ key: 'p' }, 0] }] } : { value },
  )
  expect(await issues(field, 'a')).toEqual(['x.p.0: Bad.'])
})

test('what is neither field nor schema is refused', () => {
  for (const wrong of [undefined, null, 'string', {}, String])
    expect(() => toFieldSpec(wrong as unknown as StandardSchema)).toThrow(/A field is a builder of f/)
})

test('paths go into the documents of a schema', () => {
  expect(spec(z.object({ a: z.string() })).child('a')).toMatchObject({ attribute: 'a', spec: { kind: 'any' } })
  expect(spec(z.array(z.string())).element?.kind).toBe('any')
  expect(spec(z.string()).element).toBeUndefined()
})
