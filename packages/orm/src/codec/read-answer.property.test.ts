/**
 * Random answers, read straight from their bytes, compared with `JSON.parse` and `decodeFields`. `STORM_RUNS` sets the
 * number of items.
 */
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import {
  type Members,
  type Node,
  Random,
  randomDate,
  randomNumber,
  randomText,
  randomValue,
  some,
  spell,
  wire,
} from '../../test/support/random-wire.ts'
import { StormError } from '../errors/storm-error.ts'
import { f } from '../field/f.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { decodeFields, valuesOf } from './decode-item.ts'
import { Candidates } from './list-reader.ts'
import { PageReader, type PageRest, readPage } from './page-reader.ts'
import { type AnswerText, readBatch, readGet } from './read-answer.ts'
import type { ReadItem } from './read-item.ts'
import { recogniseAs, recogniseRead, storedType } from './recognise.ts'

const RUNS = Number(process.env['STORM_RUNS'] ?? 100_000)
const SEED = Number(process.env['STORM_SEED'] ?? Date.now() % 2 ** 31)

const point = f.map({ x: f.number(), y: f.integer().optional(), label: f.string().default('none') })

const fields = {
  id: f.string(),
  name: f.string().as('the "náme"').optional(),
  kind: f.enum('a', 'b').default('a'),
  level: f.literal(1).optional(),
  at: f.date().optional(),
  until: f.timestamp().optional(),
  total: f.number().nullable(),
  count: f.integer().optional(),
  price: f.decimal().optional(),
  big: f.bigint().optional(),
  flag: f.boolean().optional(),
  bytes: f.binary().optional(),
  ulid: f.ulid().optional(),
  uuid: f.uuid().optional(),
  list: f.list(f.string()).optional(),
  tuple: f.tuple([f.string(), f.number()]).optional(),
  map: point.optional(),
  points: f.list(point).optional(),
  record: f.record(f.number()).optional(),
  proto: f.string().as('__proto__').optional(),
  tags: f.set(f.string()),
  numbers: f.set(f.number()),
  blobs: f.set(f.binary()),
  union: f
    .union('type', [f.map({ type: f.literal('x'), a: f.number() }), f.map({ type: f.literal('y'), b: f.string() })])
    .optional(),
  json: f.json().optional(),
  any: f.any().optional(),
  zod: z.object({ a: z.string(), b: z.array(z.number()).optional() }).optional(),
  text: z.string().nullable().optional(),
  loose: z.unknown().optional(),
}
type Name = keyof typeof fields

/** What is stored for each field, when it is good. */
const good: Readonly<Record<Name, (random: Random) => Node>> = {
  id: (random) => wire.S(randomText(random)),
  name: (random) => wire.S(randomText(random)),
  kind: (random) => wire.S(random.pick(['a', 'b', 'c'])),
  level: (random) => wire.N(random.pick(['1', '2', '1.0'])),
  at: (random) => wire.S(randomDate(random)),
  until: (random) => wire.N(random.chance(0.03) ? randomNumber(random) : String(random.below(2 ** 40) / 4)),
  total: (random) => (random.chance(0.3) ? wire.NULL() : wire.N(randomNumber(random))),
  count: (random) => wire.N(String(random.below(2 ** 31))),
  price: (random) => wire.N(randomNumber(random)),
  big: (random) =>
    wire.N(
      random.pick(['12345678901234567890123456789012345678', '-0', '007', '5.00', '1e3', String(random.below(100))]),
    ),
  flag: (random) => wire.BOOL(random.chance(0.5)),
  bytes: (random) => wire.B(Buffer.from(randomText(random)).toString('base64')),
  ulid: () => wire.S('01HZXKM5Q7T8V9WXYZ01234567'),
  uuid: () => wire.S('123e4567-e89b-12d3-a456-426614174000'),
  list: (random) => wire.L(some(random, () => wire.S(randomText(random)))),
  tuple: (random) =>
    wire.L([wire.S(randomText(random)), wire.N(randomNumber(random)), ...(random.chance(0.01) ? [wire.NULL()] : [])]),
  map: (random) => wire.M(pointOf(random)),
  points: (random) => wire.L(some(random, () => wire.M(pointOf(random)))),
  record: (random) =>
    wire.M(
      some(random, () => [random.pick(['a', '10', '2', '__proto__', 'b']), wire.N(randomNumber(random))] as const),
    ),
  proto: (random) => wire.S(randomText(random)),
  tags: (random) =>
    wire.set(
      'SS',
      some(random, () => randomText(random)),
    ),
  numbers: (random) =>
    wire.set(
      'NS',
      some(random, () => randomNumber(random)),
    ),
  blobs: (random) =>
    wire.set(
      'BS',
      some(random, () => Buffer.from(randomText(random)).toString('base64')),
    ),
  union: (random) =>
    wire.M(
      random.shuffle([
        ['type', wire.S(random.pick(random.chance(0.03) ? ['z'] : ['x', 'y']))],
        ['a', wire.N('1')],
        ['b', wire.S('s')],
      ]),
    ),
  json: (random) => randomValue(random, true),
  any: (random) => randomValue(random),
  zod: (random) =>
    wire.M([
      ['a', wire.S(randomText(random))],
      ['b', wire.L(some(random, () => wire.N(randomNumber(random))))],
    ]),
  text: (random) => (random.chance(0.3) ? wire.NULL() : wire.S(randomText(random))),
  loose: (random) => randomValue(random),
}

const pointOf = (random: Random): Members =>
  random.shuffle([
    ['x', wire.N(randomNumber(random))],
    ...(random.chance(0.5) ? [['y', wire.N(String(random.below(100)))] as const] : []),
    ...(random.chance(0.5) ? [['label', wire.S(randomText(random))] as const] : []),
    ...(random.chance(0.1) ? [['more', randomValue(random)] as const] : []),
    ...(random.chance(0.02) ? [['x', wire.N('7')] as const] : []),
  ])

const table = defineTable()
const keys = {
  primary: { pk: 'P#{id}', sk: 'S' },
  byName: { index: 'gsi1', pk: 'N#{name}', sk: '{at}' },
}
const keeping = defineSpec(table, 'Keeping', { fields, keys })
const heir = defineSpec(table, 'Heir', { fields: { extra: f.string().optional() } }, keeping)
const rejecting = defineSpec(table, 'Rejecting', {
  fields: { ...fields, flag: f.boolean().keyOnly() },
  unknown: 'reject',
  keys: { primary: { pk: 'R#{id}', sk: '{flag}' } },
})
const untyped = defineSpec(defineTable({ typeAttribute: false }), 'Untyped', { fields, keys })
const specs = [keeping, heir, rejecting, untyped]

const attributeOf = (name: Name): string => keeping.field(name)?.attribute ?? name

/** An item of a model: mostly good, sometimes with what nobody would store. */
const randomItem = (random: Random, spec: ModelSpec): Members => {
  const { typeAttribute } = spec.table
  const members: (readonly [string, Node])[] = [
    ['PK', wire.S(spec === rejecting ? 'R#1' : 'P#1')],
    ['SK', wire.S(random.pick(['S', 'true', 'false']))],
  ]
  if (spec !== rejecting && random.chance(0.5))
    members.push(['GSI1PK', wire.S('N#Ada')], ['GSI1SK', wire.S('2026-05-01T00:00:00.000Z')])
  if (typeAttribute !== undefined && random.chance(0.97))
    members.push([
      typeAttribute,
      random.chance(0.97)
        ? wire.S(random.chance(0.1) ? random.pick(['Other', 'Heir', 'Keeping']) : spec.type)
        : randomValue(random),
    ])
  for (const name of Object.keys(fields) as Name[]) {
    if (!random.chance(name === 'id' ? 0.98 : 0.4)) continue
    members.push([attributeOf(name), random.chance(0.995) ? good[name](random) : randomValue(random)])
  }
  if (random.chance(0.15)) members.push([randomText(random), randomValue(random)])
  if (random.chance(0.03) && members.length > 0) members.push([random.pick(members)[0], randomValue(random)])
  return random.chance(0.3) ? random.shuffle(members) : members
}

/** What a function gives, or what its error says. */
const outcome = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    if (error instanceof StormError) return `${error.code}: ${error.message} ${error.hint}`
    return (error as Error).constructor.name
  }
}

const expectSame = (found: unknown, expected: unknown, text: string): void => {
  // The second looks at the order of members, too, which is not worth the time every time.
  const looks = ++compared % 8 > 0 || JSON.stringify(found, plain) === JSON.stringify(expected, plain)
  if (looks && isDeepStrictEqual(found, expected)) return
  console.error(`STORM_SEED=${SEED}: ${text}`)
  expect(found).toStrictEqual(expected)
  throw new Error('They are not the same.')
}

let compared = 0
const plain = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? `${value}n` : value instanceof Set ? [...value] : Object.is(value, -0) ? '-0' : value

const compareAttributes = (item: ReadItem, expected: Item, text: string): void => {
  for (const name of ['PK', 'GSI1PK', 'id', '_type', '__proto__', 'toString']) {
    expectSame(item.attribute(name), Object.hasOwn(expected, name) ? expected[name] : undefined, text)
    expectSame(item.has(name), Object.hasOwn(expected, name), text)
  }
}

const compareItems = (
  items: readonly ReadItem[],
  parsed: readonly Item[],
  { spec, text }: { spec: ModelSpec; text: string },
) => {
  expect(items.length).toBe(parsed.length)
  for (const [index, item] of items.entries()) {
    const expected = parsed[index] as Item
    expectSame(
      outcome(() => item.typeIn(spec.table)),
      outcome(() => storedType(spec.table, expected)),
      text,
    )
    const nameOf = (found: ModelSpec | undefined) => found?.name
    expectSame(
      outcome(() => nameOf(recogniseRead(spec, item))),
      outcome(() => nameOf(recogniseAs(spec, expected))),
      text,
    )
    if (index % 2 === 1) compareAttributes(item, expected, text)
    const model = outcome(() => recogniseAs(spec, expected))
    const decodedBy = typeof model === 'object' ? (model as ModelSpec) : spec
    // The values that were read on the way, and those read from the item's own text.
    for (let time = index % 4 === 0 ? 0 : 1; time < 2; time++)
      expectSame(
        outcome(() => {
          const decoded = item.decodeAs(decodedBy)
          return [valuesOf(decodedBy, decoded), decoded.defaulted]
        }),
        outcome(() => {
          const decoded = decodeFields(decodedBy, expected)
          return [valuesOf(decodedBy, decoded), decoded.defaulted]
        }),
        text,
      )
    expectSame(item.toItem(), expected, text)
    compareAttributes(item, expected, text)
  }
}

interface WholePage {
  readonly items: readonly ReadItem[]
  readonly rest: PageRest
}

/** A page that is read to its end. */
const readWhole = (random: Random, answer: AnswerText, models: readonly ModelSpec[]): WholePage => {
  // Now and then as items that are not whole.
  const page = new PageReader(readPage(answer, random.chance(0.1) ? undefined : new Candidates(models)))
  const items: ReadItem[] = []
  // What stands beside the items may be asked for at any time.
  const asked = random.below(30)
  for (;;) {
    if (items.length === asked) page.rest()
    const item = page.next()
    if (item === undefined) break
    items.push(item)
  }
  expect(page.count).toBe(items.length)
  return { items, rest: page.rest() }
}

describe('a page', () => {
  it(`gives what JSON.parse and decoding give, for ${RUNS} random items`, () => {
    const random = new Random(SEED)
    let read = 0
    let straight = 0
    while (read < RUNS) {
      const spec = random.pick(specs)
      const spelling = random.chance(0.6)
        ? { random, space: 0, escaping: 0 }
        : { random, space: random.pick([0, 0.02, 0.3]), escaping: random.pick([0, 0.01, 0.5]) }
      const items = Array.from(
        { length: random.pick([0, 1, 2, 20]) },
        (): Node => ({ members: randomItem(random, spec) }),
      )
      const others: Members = random.shuffle<readonly [string, Node]>([
        ['Items', items],
        ['Count', { raw: String(items.length) }],
        ['ScannedCount', { raw: '1e2' }],
        ['LastEvaluatedKey', { members: [['PK', wire.S('x')]] }],
        ['ConsumedCapacity', { members: [['CapacityUnits', { raw: '-0.5' }]] }],
      ])
      const text = spell({ members: others.slice(random.chance(0.2) ? 1 : 0) }, spelling)
      const { Items: expected = [], ...expectedRest } = JSON.parse(text) as { Items?: Item[] }
      const { items: found, rest } = readWhole(random, { body: text }, [spec])
      expectSame(rest, expectedRest, text)
      straight += found.filter((item) => item.toBytes() !== undefined).length
      compareItems(found, expected, { spec, text })
      read += items.length + 1
    }
    // The others were compared as well, but read the other way.
    expect(straight / read).toBeGreaterThan(0.3)
  }, 600_000)

  it('of texts that are torn or changed, gives what JSON.parse gives, or its error', () => {
    const random = new Random(SEED + 1)
    for (let run = 0; run < RUNS / 20; run++) {
      const spec = random.pick(specs)
      const items = some(random, (): Node => ({ members: randomItem(random, spec) }))
      const whole = spell(
        {
          members: [
            ['Items', items],
            ['Count', { raw: '1' }],
          ],
        },
        { random, space: 0, escaping: 0 },
      )
      const text = damage(random, whole)
      const expected = outcome(() => JSON.parse(text))
      const page = outcome(() => readWhole(random, { body: text }, [spec]))
      // What is JSON but no answer is refused as what is no JSON; and a second list, where items of the first were given.
      if (!isAnswer(expected) || (page === 'SyntaxError' && text.split('"Items"').length > 2))
        expectSame(page, 'SyntaxError', text)
      else {
        const { items: found, rest } = page as WholePage
        const { Items: parsed = [], ...parsedRest } = expected as { Items?: Item[] }
        expectSame(rest, parsedRest, text)
        compareItems(found, parsed, { spec, text })
      }
    }
  }, 600_000)
})

describe('bytes that are no UTF-8', () => {
  it('are read as the text that they are decoded to', () => {
    const random = new Random(SEED + 4)
    for (let run = 0; run < RUNS / 20; run++) {
      const spec = random.pick(specs)
      const items = some(random, (): Node => ({ members: randomItem(random, spec) }))
      const spelling = { random, space: 0, escaping: random.pick([0, 0, 0.1]) }
      const bytes = damageBytes(random, Buffer.from(spell({ members: [['Items', items]] }, spelling)))
      const body = bytes.toString('utf8')
      const expected = outcome(() => JSON.parse(body))
      const page = outcome(() => readWhole(random, { body, bytes }, [spec]))
      if (!isAnswer(expected)) expectSame(page, 'SyntaxError', body)
      else compareItems((page as WholePage).items, (expected as { Items?: Item[] }).Items ?? [], { spec, text: body })
    }
  }, 600_000)
})

/** Bytes in place of, or before, some that are there: alone, most of them are half of something. */
const damageBytes = (random: Random, bytes: Buffer): Buffer => {
  let out = bytes
  for (let times = random.below(4); times >= 0; times--) {
    const at = random.below(out.length)
    const given = Buffer.from(random.pick(SEQUENCES), 'hex')
    out = Buffer.concat([out.subarray(0, at), given, out.subarray(at + random.pick([0, 0, 1, given.length]))])
  }
  return out
}

/** Valid sequences of every length, and what is none: cut short, too long, surrogates, beyond the last character, no beginning. */
const SEQUENCES = [
  ...['c3a9', 'e282ac', 'f09f9880', 'dfbf', 'efbfbd', 'ed9fbf', 'ee8080', 'f48fbfbf', 'efbbbf', '22', '5c', '5c75'],
  ...['c3', 'e2', 'e282', 'f0', 'f09f', 'f09f98', 'c322', 'e28222', 'f09f9822', 'c35c', 'e2825c22'],
  ...['c080', 'c1bf', 'e08080', 'e09fbf', 'f0808080', 'f08fbfbf', 'eda080', 'edbfbf', 'eda0bdedb880'],
  ...['f4908080', 'f5808080', 'f8888080', 'fe', 'ff', '80', 'bf', '8080', 'a9c3', 'e282e282ac'],
]

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

const isAnswer = (value: unknown): boolean => {
  if (!isObject(value)) return false
  const { Items: items } = value as { Items?: unknown }
  return items === undefined || (Array.isArray(items) && items.every(isObject))
}

/** A text with a part cut off, taken out, put in, or written twice. */
const damage = (random: Random, text: string): string => {
  const at = random.below(text.length)
  const to = Math.min(text.length, at + 1 + random.below(random.pick([1, 1, 5, 100])))
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + text.slice(to)
    case 2:
      return text.slice(0, to) + text.slice(at)
    case 3:
      return `${text}${random.pick([' ', '\n', '}', ',', 'x', '\u0000'])}`
    default:
      return (
        text.slice(0, at) +
        random.pick([...'{}[]":,\\0-.eE x', '\n', '\u0000', '\u001f', '\ud800', 'null', '\\u12']) +
        text.slice(to)
      )
  }
}

describe('readGet and readBatch', () => {
  it('give what JSON.parse and decoding give', () => {
    const random = new Random(SEED + 2)
    for (let run = 0; run < RUNS / 50; run++) {
      const spec = random.pick(specs)
      const spelling = { random, space: random.pick([0, 0.1]), escaping: random.pick([0, 0.1]) }
      const item = { members: randomItem(random, spec) }
      const get = spell({ members: random.chance(0.1) ? [] : [['Item', item]] }, spelling)
      const { Item: found } = readGet({ body: get }, new Candidates([spec]))
      const { Item: expected } = JSON.parse(get) as { Item?: Item }
      compareItems(found ? [found] : [], expected ? [expected] : [], { spec, text: get })
      const lists: Members = [
        ['one', [item, item]],
        ['two', []],
      ]
      const batch = spell(
        {
          members: [
            ['Responses', { members: lists }],
            ['UnprocessedKeys', { members: [] }],
          ],
        },
        spelling,
      )
      const { Responses: read, ...others } = readBatch({ body: batch }, new Candidates([spec]))
      const { Responses: parsed, ...rest } = JSON.parse(batch) as { Responses: Record<string, Item[]> }
      expect(others).toEqual(rest)
      for (const name of ['one', 'two']) compareItems(read?.[name] ?? [], parsed[name] ?? [], { spec, text: batch })
    }
  }, 600_000)
})

describe('items of several models', () => {
  it('are each read by their own, in any order', () => {
    const random = new Random(SEED + 3)
    const other = defineSpec(table, 'Another', {
      fields: { id: f.string(), note: f.string() },
      keys: { primary: { pk: 'A#{id}', sk: 'S' } },
    })
    for (let run = 0; run < RUNS / 200; run++) {
      const written = Array.from({ length: 20 }, () => random.pick([keeping, heir, other]))
      const items = written.map(
        (spec): Node => ({ members: [...randomItem(random, spec), ['note', wire.S('"_type":{"S":"Heir"}')]] }),
      )
      const text = spell({ members: [['Items', items]] }, { random, space: 0, escaping: 0 })
      const page = readWhole(random, { body: text }, [other, keeping])
      const parsed = JSON.parse(text) as { Items: Item[] }
      for (const [index, spec] of written.entries())
        compareItems([page.items[index] as ReadItem], [parsed.Items[index] as Item], { spec, text })
    }
  }, 600_000)
})
