/** Properties of both encodings over random templates and tuples; the oracles are Buffer.compare, BigInt and plain splits. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KeyError } from '../errors/errors.ts'
import { compileKey, type KeyCodec } from './key-codec.ts'
import type { KeyEncoding } from './key-encoding.ts'
import { type KeyMode, parseTemplate } from './template.ts'

/** A kind of values: how to make them, what orders them, what is next to one, how 'raw' writes one. */
interface Kind<Value> {
  readonly encoding: KeyEncoding
  readonly values: fc.Arbitrary<Value>
  order(value: Value): number | bigint | Buffer
  near(value: Value, seed: number): Value
  plain(value: Value): string
}
const kindOf = <Value>(kind: Kind<Value>) => kind as unknown as Kind<unknown>

const pieces = fc.constantFrom(
  ...['#', '$', ' ', '~', '\u0000', '\u001f', '"', '!', '%', '\u007f', '\u0080', '\ud7ff', '\ue000', '\uffff'],
  ...['\u{10000}', '\u{10ffff}', '$P', '#A', '##', '-', 'A', 'a', 'aa', '0', '9', 'm', 'n', 'p', ''],
)
const strings = fc.oneof(
  { weight: 6, arbitrary: fc.array(pieces, { maxLength: 3 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
)
const bytes = (text: string) => Buffer.from(text, 'utf8')
const nearText = (text: string, seed: number): string => {
  const points = [...text]
  if (seed % 3 === 0) return points.slice(0, -1).join('')
  return seed % 3 === 1 ? `${text}${['#', '$', ' ', '\u0000', '\uffff', '\u{10000}'][seed % 6]}` : `\u{10ffff}${text}`
}

const inRange = (value: number) => value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) < 1e126)
const numbers = fc
  .oneof(
    fc.integer({ min: -99, max: 99 }),
    fc.double({ min: -9.9e125, max: 9.9e125, noNaN: true }),
    fc.tuple(fc.integer(), fc.integer({ min: -139, max: 125 })).map(([digits, power]) => Number(`${digits}e${power}`)),
    fc.constantFrom(-0, 0.1, 0.1 + 0.2, -4.2, 42.5, 1e21, 1e-7, 2 ** 53, -(2 ** 53), 1e-130, -1e-130, 1e125, 9.999e125),
  )
  .filter(inRange)
const bits = new BigInt64Array(1)
const double = new Float64Array(bits.buffer)
const nextDouble = (value: number, step: bigint): number => {
  double[0] = value
  bits[0] = (bits[0] ?? 0n) + step
  return double[0]
}
const nearNumber = (value: number, seed: number): number => {
  const near = [nextDouble(value, 1n), nextDouble(value, -1n), value + 1, value - 1, -value][seed % 5] ?? 0
  return inRange(near) ? near : value
}

const wide = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
const bigints = fc.oneof(
  fc.bigInt({ min: -99n, max: 99n }),
  wide,
  fc.tuple(fc.bigInt({ min: -999n, max: 999n }), fc.nat(122)).map(([digits, power]) => digits * 10n ** BigInt(power)),
)
const digitsOf = (value: bigint) => String(value).replace(/^-/, '').replace(/0+$/, '').length
const nearBigint = (value: bigint, seed: number): bigint => {
  const near = seed % 3 === 0 ? -value : value + (seed % 3 === 1 ? 1n : -1n)
  return digitsOf(near) <= 38 ? near : value
}

/** Decimals as `<digits>e<power>`; up to 38 digits, and within the range whatever their length. */
const decimals = fc
  .tuple(
    fc.oneof(wide, fc.bigInt({ min: -50n, max: 50n })),
    fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -130, max: 87 })),
  )
  .map(([digits, power]) => `${digits}e${power}`)
const nearDecimal = (text: string, seed: number): string => {
  const [digits = '', power = ''] = text.split('e')
  return `${nearBigint(BigInt(digits), seed)}e${power}`
}
/** Exact, as a whole number of 1e-170ths. */
const scale = (text: string): bigint => {
  const [mantissa = '', power = '0'] = text.split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  return BigInt(whole + fraction) * 10n ** BigInt(170 - fraction.length + Number(power))
}
const plainDecimal = (text: string): string => {
  const scaled = scale(text)
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(171, '0')
  return `${scaled < 0n ? '-' : ''}${`${digits.slice(0, -170)}.${digits.slice(-170)}`.replace(/\.?0+$/, '')}`
}

const FIRST_DAY = Date.UTC(2000, 0, 1) - 730485 * 86_400_000 // 0000-01-01
const LAST_DAY = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
const clampDate = (time: number) => new Date(Math.min(LAST_DAY, Math.max(FIRST_DAY, time)))

const kinds: readonly Kind<unknown>[] = [
  kindOf<string>({
    encoding: { kind: 'string' },
    values: strings,
    order: bytes,
    near: nearText,
    plain: (text) => text,
  }),
  kindOf<number>({ encoding: { kind: 'number' }, values: numbers, order: Number, near: nearNumber, plain: String }),
  kindOf<bigint>({ encoding: { kind: 'bigint' }, values: bigints, order: (n) => n, near: nearBigint, plain: String }),
  kindOf<bigint>({
    encoding: { kind: 'number', bigint: true },
    values: bigints,
    order: (n) => n,
    near: nearBigint,
    plain: String,
  }),
  kindOf<string>({
    encoding: { kind: 'decimal' },
    values: decimals,
    order: scale,
    near: nearDecimal,
    plain: plainDecimal,
  }),
  kindOf<number>({
    encoding: { kind: 'padded', width: 4 },
    values: fc.oneof(fc.nat(9999), fc.nat(12)),
    order: Number,
    near: (n, seed) => (seed % 2 === 0 ? Math.max(0, n - 1) : Math.min(9999, n + 1)),
    plain: String,
  }),
  kindOf<bigint>({
    encoding: { kind: 'padded', width: 20, bigint: true },
    values: fc.bigInt({ min: 0n, max: 10n ** 20n - 1n }),
    order: (n) => n,
    near: (n) => (n === 0n ? 1n : n - 1n),
    plain: String,
  }),
  kindOf<boolean>({
    encoding: { kind: 'boolean' },
    values: fc.boolean(),
    order: Number,
    near: (b) => !b,
    plain: String,
  }),
  kindOf<Date>({
    encoding: { kind: 'date' },
    values: fc.integer({ min: FIRST_DAY, max: LAST_DAY }).map((time) => new Date(time)),
    order: Number,
    near: (date, seed) => clampDate(date.getTime() + (seed % 2 === 0 ? 1 : -1)),
    plain: (date) => date.toISOString(),
  }),
  kindOf<Date>({
    encoding: { kind: 'timestamp' },
    values: fc.integer({ min: -1e12, max: 1e12 }).map((seconds) => new Date(seconds * 1000)),
    order: Number,
    near: (date, seed) => new Date(date.getTime() + (seed % 2 === 0 ? 1000 : -1000)),
    plain: (date) => String(date.getTime() / 1000),
  }),
  kindOf<Uint8Array>({
    encoding: { kind: 'binary' },
    values: fc.uint8Array({ maxLength: 4 }),
    order: (value) => Buffer.from(value),
    near: (value, seed) => (seed % 2 === 0 ? value.slice(0, -1) : Uint8Array.from([...value, 0])),
    plain: (value) => Buffer.from(value).toString('hex'),
  }),
]

type Tuple = readonly unknown[]
interface Case {
  readonly used: readonly Kind<unknown>[]
  readonly literals: readonly string[]
  readonly prefix: string
  readonly tuples: readonly Tuple[]
  readonly codec: KeyCodec
}

/** Random kinds, literals and tuples; every tuple is followed by one that differs from it a little in one place. */
const cases = (mode: KeyMode, literals: fc.Arbitrary<string>): fc.Arbitrary<Case> =>
  fc
    // Text is where most can go wrong, so half of the references are strings.
    .array(fc.oneof(fc.constant(kinds[0] as Kind<unknown>), fc.constantFrom(...kinds)), { minLength: 1, maxLength: 4 })
    .chain((used) =>
      fc.record({
        used: fc.constant(used),
        prefix: fc.constantFrom('', 'P#', '#', 'a'),
        between: fc.array(literals, { minLength: used.length - 1, maxLength: used.length - 1 }),
        last: fc.oneof(fc.constant(''), literals),
        drawn: fc.array(fc.tuple(...used.map((kind) => kind.values)), { minLength: 20, maxLength: 30, size: 'max' }),
      }),
    )
    .map(({ used, prefix, between, last, drawn }) => {
      const tuples = (drawn as Tuple[]).flatMap((tuple, seed) => {
        const place = seed % used.length
        return [tuple, tuple.map((value, at) => (at === place ? used[at]?.near(value, seed) : value))]
      })
      const all = [...between, last]
      return { used, prefix, literals: all, tuples, codec: compile(used, [prefix, ...all], mode) }
    })

const compile = (used: readonly Kind<unknown>[], literals: readonly string[], mode: KeyMode): KeyCodec => {
  const text = literals.map((literal, at) => (at === 0 ? literal : `{f${at - 1}}${literal}`)).join('')
  const { template } = parseTemplate(text)
  if (template === undefined) throw new Error(`bad template ${text}`)
  return compileKey(template, Object.fromEntries(used.map((kind, at) => [`f${at}`, kind.encoding])), mode)
}
const record = (tuple: Tuple) => Object.fromEntries(tuple.map((value, at) => [`f${at}`, value]))

const compareOrder = (a: number | bigint | Buffer, b: number | bigint | Buffer): number => {
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) return Buffer.compare(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}
const compareTuples = (used: readonly Kind<unknown>[], a: Tuple, b: Tuple, count = used.length): number => {
  for (let at = 0; at < count; at++) {
    const kind = used[at] as Kind<unknown>
    const result = compareOrder(kind.order(a[at]), kind.order(b[at]))
    if (result !== 0) return result
  }
  return 0
}

/** What a value is after a round trip: the same, but without −0, and decimals in plain notation. */
const settled = (kind: Kind<unknown>, value: unknown) =>
  kind.encoding.kind === 'decimal' ? kind.plain(value) : value === 0 ? 0 : value
const checkRoundTrip = ({ used, codec }: Case, tuple: Tuple, key: string) => {
  const decoded = codec.decode(key)
  if (decoded === undefined) throw new Error(`${JSON.stringify(key)} of ${codec.template.text} does not decode`)
  used.forEach((kind, at) => {
    const [actual, wanted] = [decoded[`f${at}`], settled(kind, tuple[at])]
    if (!Object.is(actual, wanted)) expect(actual).toStrictEqual(wanted)
  })
}

/** Keys begin with a prefix exactly if they agree with the tuple it was made of, as far as it goes. */
const checkPrefixes = ({ used, codec, literals }: Case, [a, b]: readonly [Tuple, Tuple], key: string) => {
  used.forEach((kind, at) => {
    if (literals[at] !== '') {
      const prefix = codec.encodePrefix(record(a), at + 1)
      expect(key.startsWith(prefix)).toBe(compareTuples(used, a, b, at + 1) === 0)
    }
    if (kind.encoding.kind !== 'string') return
    const text = a[at] as string
    let partial: string
    try {
      partial = codec.encodePartial(record(a), at, text)
    } catch (error) {
      expect(codec.mode).toBe('raw')
      expect((error as KeyError).code).toBe('key.ambiguous')
      return
    }
    const wanted = compareTuples(used, a, b, at) === 0 && (b[at] as string).startsWith(text)
    expect(key.startsWith(partial)).toBe(wanted)
  })
}

test('ordered: injective, monotone, prefix-preserving, decode∘encode = identity', () => {
  let count = 0
  fc.assert(
    fc.property(cases('ordered', fc.constantFrom('#', '##', '#A#', '#$', '#\u{10ffff}', '#0')), (sample) => {
      const { used, codec, tuples } = sample
      const encoded = tuples.map((tuple) => {
        const key = codec.encode(record(tuple)) ?? ''
        checkRoundTrip(sample, tuple, key)
        return { tuple, key }
      })
      count += encoded.length
      encoded.slice(1).forEach(({ tuple, key }, at) => {
        // Every second pair is a tuple and its neighbour.
        if (at % 2 === 0) checkPrefixes(sample, [tuples[at] as Tuple, tuple], key)
      })
      encoded.sort((a, b) => compareTuples(used, a.tuple, b.tuple))
      for (let at = 1; at < encoded.length; at++) {
        const [a, b] = encoded.slice(at - 1, at + 1) as [(typeof encoded)[0], (typeof encoded)[0]]
        const order = Buffer.compare(bytes(a.key), bytes(b.key))
        if (order !== compareTuples(used, a.tuple, b.tuple)) expect([a, b, codec.template.text, order]).toBe('in order')
      }
    }),
    { numRuns: 2000 },
  )
  expect(count).toBeGreaterThanOrEqual(80_000)
})

test('raw: decode∘encode = identity, refusing exactly what would not come back', () => {
  let [count, refused] = [0, 0]
  const literals = fc.constantFrom('#', '##', '#A#', '-', 'aa', '~', '.', ':', '$P', '0', '#-', ' ')
  /** The naive way back: split at the first occurrence of each literal. */
  const split = (text: string, { literals }: Case): string[] | undefined => {
    let rest = text
    const parts = literals.map((literal) => {
      const end = literal === '' ? rest.length : rest.indexOf(literal)
      const part = rest.slice(0, end)
      rest = rest.slice(end + literal.length)
      return part
    })
    return rest === '' ? parts : undefined
  }
  fc.assert(
    fc.property(cases('raw', literals), (sample) => {
      const { used, codec, tuples, prefix } = sample
      let before: Tuple | undefined
      for (const tuple of tuples) {
        const texts = tuple.map((value, at) => used[at]?.plain(value === 0 ? 0 : value) ?? '')
        const joined = texts.map((text, at) => text + sample.literals[at]).join('')
        const back = split(joined, sample)
        let key: string | undefined
        try {
          key = codec.encode(record(tuple))
        } catch (error) {
          expect((error as KeyError).code).toBe('key.ambiguous')
          refused++
        }
        expect(key).toBe(JSON.stringify(back) === JSON.stringify(texts) ? prefix + joined : undefined)
        if (key !== undefined) checkRoundTrip(sample, tuple, key)
        if (key !== undefined && before !== undefined) checkPrefixes(sample, [before, tuple], key)
        before = key === undefined ? undefined : tuple
        count++
      }
    }),
    { numRuns: 800 },
  )
  expect(count).toBeGreaterThanOrEqual(32_000)
  expect(refused).toBeGreaterThan(1000)
})
