import { expect, test } from 'vitest'
import { z } from 'zod'
import { encode, issues, mismatch, parse, roundTrip, spec } from '../../test/try-field.ts'
import { f } from './f.ts'

test('a builder never changes: every call gives another field', () => {
  const base = f.string()
  const other = base.optional().as('a').hidden()
  expect(other).not.toBe(base)
  expect(spec(base)).toMatchObject({ optional: false, attribute: undefined, hidden: false })
  expect(spec(other)).toMatchObject({ optional: true, attribute: 'a', hidden: true, secret: false })
  expect(base['~field']).toBe(base['~field'])
  expect(Object.isFrozen(spec(other))).toBe(true)
  expect(Object.isFrozen(f)).toBe(true)
})

test('flags', () => {
  expect(spec(f.string().secret())).toMatchObject({ hidden: true, secret: true })
  expect(spec(f.string().readonly().keyOnly())).toMatchObject({ readonly: true, keyOnly: true })
  expect(spec(f.string().computed((values: { a: string }) => values.a)).computed?.({ a: 'b' })).toBe('b')
})

test('nullable stores NULL; null elsewhere is an issue or a mismatch', async () => {
  const field = f.number().min(3).nullable()
  expect(await encode(field, null)).toEqual({ NULL: true })
  expect(await roundTrip(field, null)).toBe(null)
  expect(await issues(field, 1)).toHaveLength(1)
  expect(await issues(f.number(), null)).toEqual(['x: Expected a value, but got null.'])
  expect(mismatch(f.number(), { NULL: true })).toBe(': N (number) / NULL')
})

test('a mutable default is copied for each use; a function is called for each', () => {
  const field = spec(f.list(f.string()).default(['a']))
  expect(field.default?.()).toEqual(['a'])
  expect(field.default?.()).not.toBe(field.default?.())
  let calls = 0
  const counting = spec(f.number().default(() => ++calls))
  expect([counting.default?.(), counting.default?.()]).toEqual([1, 2])
})

test('a check fails by false, by a message or by a throw, and is not run on what is malformed or null', async () => {
  let runs = 0
  const field = f
    .string()
    .min(2)
    .nullable()
    .check((value) => {
      runs++
      return value !== 'no'
    })
    .check((value) => (value === 'bad' ? 'Not bad.' : undefined))
    .check((value) => {
      if (value === 'worse') throw new Error('Not worse.')
    })
    .check(z.string().max(5, 'Too long.'))
  expect(await issues(field, 'no')).toEqual(['x: It does not meet the check of its field.'])
  expect(await issues(field, 'bad')).toEqual(['x: Not bad.'])
  expect(await issues(field, 'worse')).toEqual(['x: Not worse.'])
  expect(await issues(field, 'longer')).toEqual(['x: Too long.'])
  expect(await issues(field, 'fine')).toEqual([])
  expect(runs).toBe(5)
  expect(await issues(field, 'x')).toEqual(['x: Expected at least 2 characters.'])
  expect(await issues(field, null)).toEqual([])
  expect(runs).toBe(5)
})

test('a check does not change the value', async () => {
  expect((await parse(f.string().check(z.string().trim()), ' a ')).value).toBe(' a ')
})

test('asynchronous checks are waited for, also deep inside', async () => {
  const slow = f.string().check(async (value) => (value === 'bad' ? 'Slowly bad.' : true))
  const rejecting = f.string().check(async () => Promise.reject(new Error('Rejected.')))
  expect(await issues(f.list(f.map({ a: slow })), [{ a: 'ok' }, { a: 'bad' }])).toEqual(['x.1.a: Slowly bad.'])
  expect(await issues(rejecting, 'a')).toEqual(['x: Rejected.'])
})

test('a check of a container sees its members settled', async () => {
  const later = z.string().transform(async (text) => text.length)
  let seen: unknown
  const field = f.map({ size: later }).check((value) => {
    seen = { ...value }
    return 'Seen.'
  })
  expect(await issues(field, { size: 'abc' })).toEqual(['x: Seen.'])
  expect(seen).toEqual({ size: 3 })
})

test('an asynchronous check after an asynchronous schema is waited for', async () => {
  const later = z.string().transform(async (text) => text.length)
  const field = f.from(later).check(async (size) => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    return size === 3 ? 'Three.' : true
  })
  expect(await issues(field, 'abc')).toEqual(['x: Three.'])
  expect(await issues(field, 'abcd')).toEqual([])
})

test('a field is a Standard Schema itself', async () => {
  const validate = (field: { '~standard': { validate(value: unknown): unknown } }, value: unknown) =>
    field['~standard'].validate(value)
  expect(validate(f.string().min(2), 'a')).toEqual({
    issues: [{ path: [], message: 'Expected at least 2 characters.' }],
  })
  expect(validate(f.number().default(3), undefined)).toEqual({ value: 3 })
  expect(validate(f.number(), undefined)).toEqual({ issues: [{ path: [], message: 'It is required.' }] })
  expect(validate(f.number().optional(), undefined)).toEqual({ value: undefined })
  expect(
    await validate(
      f.string().check(async () => false),
      'a',
    ),
  ).toMatchObject({ issues: [{ path: [] }] })
})
