import { describe, expect, test } from 'vitest'
import { encode, issues, mismatch, parse, roundTrip, spec } from '../../test/try-field.ts'
import { f } from './f.ts'

describe('string', () => {
  test('trims and lowers first, then reports every rule at once', async () => {
    const field = f
      .string()
      .min(3)
      .max(4)
      .pattern(/^[a-z]+$/g, 'Letters only.')
      .lower()
      .trim()
    expect((await parse(field, '  ABC ')).value).toBe('abc')
    expect(await issues(field, ' 1 ')).toEqual(['x: Expected at least 3 characters.', 'x: Letters only.'])
    expect(await issues(field, 'abcde')).toEqual(['x: Expected at most 4 characters.'])
    // A RegExp with the flag g would remember where the last match ended.
    for (let time = 0; time < 3; time++) expect(await issues(field, 'abc')).toEqual([])
  })
  test('refuses half a surrogate pair, and takes a whole one', async () => {
    expect(await issues(f.string(), 'a\ud800')).toHaveLength(1)
    expect(await roundTrip(f.string(), '\u{1f600}')).toBe('\u{1f600}')
    expect(await roundTrip(f.string(), '')).toBe('')
  })
  test('refuses other types without showing the value, and mismatches', async () => {
    expect(await issues(f.string(), 42)).toEqual(['x: Expected a string, but got a number.'])
    expect(await issues(f.string(), null)).toEqual(['x: Expected a value, but got null.'])
    expect(mismatch(f.string(), { N: '1' })).toBe(': S (string) / N')
    expect(mismatch(f.string(), { NULL: true })).toBe(': S (string) / NULL')
  })
})

describe('number and integer', () => {
  test('refuse what DynamoDB cannot hold', async () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e126, -1e126, 1e-131, 5e-324, '1', 1n])
      expect(await issues(f.number(), bad), String(bad)).toHaveLength(1)
    for (const good of [0, 1e125, 1e-130, -1.5, 0.1, 1e21]) expect(await roundTrip(f.number(), good)).toBe(good)
  })
  test('turn −0 into 0', async () => {
    expect(Object.is((await parse(f.number(), -0)).value, 0)).toBe(true)
    expect(await encode(f.number(), -0)).toEqual({ N: '0' })
  })
  test('check bounds and safety', async () => {
    const field = f.integer().min(1).max(10)
    expect(await issues(field, 0)).toEqual(['x: Expected at least 1.'])
    expect(await issues(field, 11)).toEqual(['x: Expected at most 10.'])
    expect(await issues(field, 1.5)).toHaveLength(1)
    expect(await issues(f.integer(), 2 ** 53)).toHaveLength(1)
    expect(await issues(f.number().min(1), 0)).toEqual(['x: Expected at least 1.'])
  })
  test('mismatch where the stored number would change', () => {
    expect(mismatch(f.integer(), { N: '1.5' })).toBe(': N (integer) / N that is not a safe integer')
    expect(mismatch(f.integer(), { N: '9007199254740993' })).toContain('not a safe integer')
    expect(mismatch(f.number(), { S: '1' })).toBe(': N (number) / S')
    expect(mismatch(f.number(), { N: 'x' })).toContain('not a number')
  })
  test('pad keys where the bounds give a width', () => {
    expect(spec(f.integer().min(0).max(999)).key).toEqual({ kind: 'padded', width: 3 })
    expect(spec(f.integer().min(-1).max(999)).key).toEqual({ kind: 'number' })
    expect(spec(f.integer().min(0)).key).toEqual({ kind: 'number' })
    expect(spec(f.integer().min(0).max(Number.POSITIVE_INFINITY)).key).toEqual({ kind: 'number' })
    expect(spec(f.integer().min(0).max(Number.MAX_SAFE_INTEGER)).key).toEqual({ kind: 'padded', width: 16 })
    expect(spec(f.integer().min(0).max(1e30)).key).toEqual({ kind: 'padded', width: 16 })
    expect(spec(f.number().min(0).max(9)).key).toEqual({ kind: 'number' })
  })
  test('bounds that leave no number are a problem of the definition', () => {
    expect(() => spec(f.number().min(2).max(1))).toThrow(/leave no number/)
  })
})

describe('bigint and decimal', () => {
  test('keep 38 digits, and refuse 39', async () => {
    const digits = '12345678901234567890123456789012345678'
    expect(await roundTrip(f.bigint(), BigInt(digits))).toBe(BigInt(digits))
    expect(await issues(f.bigint(), BigInt(`${digits}1`))).toHaveLength(1)
    expect(await roundTrip(f.bigint(), 10n ** 100n)).toBe(10n ** 100n)
    expect(await roundTrip(f.decimal(), `-0.${digits}`)).toBe(`-0.${digits}`)
    expect(await issues(f.decimal(), `${digits}.1`)).toEqual(['x: The value has more than 38 significant digits.'])
  })
  test('decimal takes one form, in memory as stored', async () => {
    expect((await parse(f.decimal(), '+05.00')).value).toBe('5')
    expect(await roundTrip(f.decimal(), '1E3')).toBe('1000')
    expect(spec(f.decimal()).decode({ N: '1.50E+1' })).toBe('15')
    for (const bad of ['', 'x', '1e126', 'NaN', 5]) expect(await issues(f.decimal(), bad)).toHaveLength(1)
  })
  test('mismatches', () => {
    expect(spec(f.bigint()).decode({ N: '1E+2' })).toBe(100n)
    expect(mismatch(f.bigint(), { N: '1.5' })).toBe(': N (bigint) / N with a fraction')
    expect(mismatch(f.bigint(), { S: '1' })).toBe(': N (bigint) / S')
    expect(mismatch(f.decimal(), { S: '1' })).toBe(': N (decimal) / S')
  })
})

describe('boolean and binary', () => {
  test('boolean', async () => {
    expect(await roundTrip(f.boolean(), false)).toBe(false)
    expect(await issues(f.boolean(), 0)).toEqual(['x: Expected true or false, but got a number.'])
    expect(mismatch(f.boolean(), { S: 'true' })).toBe(': BOOL (boolean) / S')
  })
  test('bytes come back as a plain Uint8Array with memory of its own', async () => {
    const back = (await roundTrip(f.binary(), Buffer.from('abc'))) as Uint8Array
    expect(Object.getPrototypeOf(back)).toBe(Uint8Array.prototype)
    expect(back).toEqual(new Uint8Array([97, 98, 99]))
    expect(back.buffer.byteLength).toBe(3)
    const view = new Uint8Array([0, 1, 2, 3]).subarray(1, 3)
    expect(await encode(f.binary(), view)).toEqual({ B: 'AQI=' })
    expect(await issues(f.binary(), 'abc')).toHaveLength(1)
    expect(mismatch(f.binary(), { S: 'YQ==' })).toBe(': B (binary) / S')
  })
})

describe('date and timestamp', () => {
  const time = new Date('2026-05-01T10:20:30.456Z')
  test('date is ISO text with milliseconds', async () => {
    expect(await encode(f.date(), time)).toEqual({ S: '2026-05-01T10:20:30.456Z' })
    expect(await roundTrip(f.date(), time)).toEqual(time)
    for (const bad of ['2026-05-01', 1, new Date(Number.NaN), new Date('+010000-01-01T00:00:00Z')])
      expect(await issues(f.date(), bad)).toHaveLength(1)
  })
  test('date reads what other tools write; without a zone it is UTC', () => {
    const read = (text: string) => (spec(f.date()).decode({ S: text }) as Date).toISOString()
    expect(read('2026-05-01')).toBe('2026-05-01T00:00:00.000Z')
    expect(read('2026-05-01T10:20:30.456789')).toBe('2026-05-01T10:20:30.456Z')
    expect(read('2026-05-01T10:20:30+02:00')).toBe('2026-05-01T08:20:30.000Z')
    expect(mismatch(f.date(), { S: 'yesterday 1' })).toBe(': S (date, ISO-8601) / S that is not a date')
    expect(mismatch(f.date(), { S: '2026-13-01T00:00:00.000Z' })).toContain('not a date')
    expect(mismatch(f.date(), { N: '1' })).toBe(': S (date, ISO-8601) / N')
  })
  test('timestamp is whole epoch seconds, before and after it was stored', async () => {
    const whole = new Date('2026-05-01T10:20:30.000Z')
    expect((await parse(f.timestamp(), time)).value).toEqual(whole)
    expect(await encode(f.timestamp(), time)).toEqual({ N: '1777630830' })
    expect(await roundTrip(f.timestamp(), 1777630830)).toEqual(whole)
    expect((await parse(f.timestamp(), new Date(-1))).value).toEqual(new Date(-1000))
    expect(await issues(f.timestamp(), '1')).toHaveLength(1)
    expect(mismatch(f.timestamp(), { S: '1' })).toBe(': N (timestamp, epoch seconds) / S')
    expect(mismatch(f.timestamp(), { N: '1e99' })).toContain('not a time')
  })
  test('createdAt and updatedAt', () => {
    expect(spec(f.date().createdAt())).toMatchObject({ createdAt: true, readonly: true })
    expect(spec(f.timestamp().updatedAt())).toMatchObject({ updatedAt: true, readonly: false })
  })
})

describe('enum, literal, ids', () => {
  test('enum names its values, and reads any text', async () => {
    const field = f.enum('open', 'paid')
    expect(await roundTrip(field, 'paid')).toBe('paid')
    expect(await issues(field, 'shut')).toEqual(["x: Expected one of 'open', 'paid'."])
    expect(spec(field).decode({ S: 'retired' })).toBe('retired')
    expect(mismatch(field, { N: '1' })).toBe(': S (one of several strings) / N')
    expect(spec(field).key).toEqual({ kind: 'string', values: ['open', 'paid'] })
  })
  test('literals of three types', async () => {
    expect(await encode(f.literal('a'), 'a')).toEqual({ S: 'a' })
    expect(await roundTrip(f.literal(3), 3)).toBe(3)
    expect(await roundTrip(f.literal(false), false)).toBe(false)
    expect(await issues(f.literal(3), '3')).toEqual(['x: Expected 3.'])
    expect(mismatch(f.literal(true), { S: 'true' })).toContain('BOOL')
    expect(() => spec(f.literal(Number.NaN))).toThrow(/finite numbers/)
  })
  test('ulid and uuid are generated, checked, and not generated where optional or defaulted', async () => {
    const id = spec(f.ulid()).generate?.()
    expect(await issues(f.ulid(), id)).toEqual([])
    expect(await issues(f.ulid(), '8ZZZZZZZZZZZZZZZZZZZZZZZZZ')).toHaveLength(1)
    expect(await issues(f.ulid(), 'x')).toHaveLength(1)
    expect(await issues(f.uuid(), spec(f.uuid()).generate?.())).toEqual([])
    expect((await parse(f.uuid(), 'AAAAAAAA-bbbb-4ccc-8ddd-EEEEEEEEEEEE')).value).toBe(
      'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
    )
    expect(await issues(f.uuid(), 'aaaaaaaa-bbbb')).toHaveLength(1)
    expect(spec(f.ulid().optional()).generate).toBeUndefined()
    expect(spec(f.ulid().default('x')).generate).toBeUndefined()
    expect(mismatch(f.uuid(), { B: '' })).toBe(': S (string) / B')
  })
})
