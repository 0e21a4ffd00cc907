/** Random JSON texts of items, in every spelling that JSON allows. Test code only; one seed gives one sequence. */

/** Random numbers from a seed (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** An integer from 0 up to the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)] as Value
  }

  shuffle<Value>(values: readonly Value[]): Value[] {
    const out = [...values]
    for (let at = out.length - 1; at > 0; at--) {
      const other = this.below(at + 1)
      ;[out[at], out[other]] = [out[other] as Value, out[at] as Value]
    }
    return out
  }
}

/** How freely a text is spelled. */
export interface Spelling {
  readonly random: Random
  /** Chance of space at a place that allows it. */
  readonly space: number
  /** Chance that a character is escaped that need not be. */
  readonly escaping: number
}

/** Members in order; a name may come twice. */
export type Members = readonly (readonly [string, Node])[]
/** JSON before it is spelled: text, numbers as they are spelled, lists, and members in order. */
export type Node = string | boolean | null | { raw: string } | readonly Node[] | { members: Members }

/** The text of a node. */
export const spell = (node: Node, spelling: Spelling): string => {
  const gap = (): string =>
    spelling.random.chance(spelling.space) ? spelling.random.pick([' ', '\n', '\t', '\r ']) : ''
  const inner = (value: Node): string => gap() + spell(value, spelling) + gap()
  if (typeof node === 'string') return spellText(node, spelling)
  if (typeof node === 'boolean' || node === null) return String(node)
  if ('raw' in node) return node.raw
  if ('members' in node)
    return `{${gap()}${node.members.map(([name, value]) => `${gap()}${spellText(name, spelling)}${gap()}:${inner(value)}`).join(',')}}`
  return `[${gap()}${node.map(inner).join(',')}]`
}

const spellText = (text: string, { random, escaping }: Spelling): string => {
  if (escaping === 0) return JSON.stringify(text)
  let out = '"'
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const isFree = unit >= 32 && unit !== 34 && unit !== 92 && (unit < 0xd800 || unit > 0xdfff)
    if (isFree && !random.chance(escaping)) out += text[at]
    else if (text[at] === '/' && random.chance(0.5)) out += '\\/'
    else {
      const code = unit.toString(16).padStart(4, '0')
      out += `\\u${random.chance(0.5) ? code : code.toUpperCase()}`
    }
  }
  return `${out}"`
}

const PIECES = [
  ...['', 'a', 'open', 'red', 'London', 'thirteen chars', 'a text that is longer than thirteen characters'],
  ...[
    'é',
    'straße',
    '日本語',
    '\u{1f600}',
    '\u{1f600} with more',
    '\ud800',
    'x\udc00',
    '\u2028',
    '\u0000',
    '\u001f',
    '\u007f',
  ],
  ...[
    '"',
    '\\',
    '\\"',
    '/',
    '\n',
    '{"S":"',
    '"}}',
    '},{',
    '"_type":{"S":"Other"}',
    '__proto__',
    'constructor',
    '\ufeff',
  ],
]

/** A text of one or two pieces. */
export const randomText = (random: Random): string =>
  random.chance(0.7) ? random.pick(PIECES) : random.pick(PIECES) + random.pick(PIECES)

const NUMBERS = [
  ...[
    '0',
    '-0',
    '1',
    '-1',
    '42',
    '19.99',
    '0.1',
    '-0.5',
    '100',
    '007',
    '1.50',
    '.5',
    '5.',
    '+5',
    '1e3',
    '1E-7',
    '-2.5e+10',
  ],
  ...['9007199254740991', '9007199254740993', '-9007199254740992', '123456789012345', '1234567890123456'],
  ...['12345678901234567890123456789012345678', '1.2345678901234567890123456789012345678', `1${'0'.repeat(125)}`],
  ...['4.35', '2.675', '1.005', '8.41', '0.30000000000000004', '123456789.123456', '0.000001', '999999999999999'],
  ...['0.1234567890123', '1714521600', '1714521600.5', '-62135596800'],
]
const BAD_NUMBERS = ['', ' ', ' 7', 'NaN', 'Infinity', '1e400', 'abc', '0x10', '1.2.3', '--1', '1_000']

/** The text of an N, most often a good one. */
export const randomNumber = (random: Random): string => {
  const kind = random.next()
  if (kind > 0.99) return random.pick(BAD_NUMBERS)
  if (kind > 0.6) return random.pick(NUMBERS)
  return String(
    random.pick([
      random.below(1000),
      random.below(2 ** 31) / 100,
      -random.below(10 ** 6) / 1000,
      random.next() * 10 ** random.below(20),
    ]),
  )
}

const DATES = [
  ...['2026-05-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z', '0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
  ...['2024-02-29T12:00:00.000Z', '2023-02-29T12:00:00.000Z', '2023-02-30T12:00:00.000Z', '2026-04-31T00:00:00.000Z'],
  ...[
    '2026-05-01T24:00:00.000Z',
    '2026-05-01',
    '2026-05-01T10:00',
    '2026-05-01T10:00:00+02:00',
    '2000-03-01T00:00:00.000Z',
  ],
]
const BAD_DATES = [
  ...['2026-13-01T00:00:00.000Z', '2026-00-01T00:00:00.000Z', '2026-05-00T00:00:00.000Z', '2026-05-01T23:60:00.000Z'],
  ...['2026-05-01T23:59:60.000Z', '2026-05-01T00:00:00.0000Z', '2026-05-01t00:00:00.000z', '2026-05-0AT00:00:00.000Z'],
  ...['+002026-05-01T00:00:00.000Z', '', '????-??-??T??:??:??.???Z'],
]

/** The text of a date, most often a good one. */
export const randomDate = (random: Random): string => {
  const kind = random.next()
  if (kind > 0.98) return random.pick(BAD_DATES)
  return kind > 0.6 ? random.pick(DATES) : new Date(random.below(2 ** 43) - 2 ** 41).toISOString()
}

const member = (type: string, value: Node): Node => ({ members: [[type, value]] })

/** Texts that are what each wire type holds. */
export const wire = {
  S: (text: string): Node => member('S', text),
  N: (text: string): Node => member('N', text),
  B: (text: string): Node => member('B', text),
  BOOL: (value: boolean): Node => member('BOOL', value),
  NULL: (): Node => member('NULL', true),
  L: (elements: readonly Node[]): Node => member('L', elements),
  M: (members: Members): Node => member('M', { members }),
  set: (type: 'SS' | 'NS' | 'BS', elements: readonly string[]): Node => member(type, elements),
}

/** Any wire value, a few levels deep; rarely something that is none. `json`: rarely bytes or a set. */
export const randomValue = (random: Random, json = false, depth = 0): Node => {
  if (random.chance(0.002))
    return random.pick<Node>([
      { members: [] },
      { raw: '5' },
      'text',
      [],
      null,
      { members: [['S', { raw: '5' }]] },
      { members: [['X', 'y']] },
      {
        members: [
          ['S', 'a'],
          ['N', '1'],
        ],
      },
      { members: [['L', { members: [] }]] },
      { members: [['NULL', false]] },
      { members: [['BOOL', 'true']] },
    ])
  const deeper = depth < 3 ? 4 : 0
  switch (random.below(6 + deeper)) {
    case 0:
    case 1:
      return wire.S(random.chance(0.2) ? randomDate(random) : randomText(random))
    case 2:
    case 3:
      return wire.N(randomNumber(random))
    case 4:
      return random.chance(0.5) ? wire.BOOL(random.chance(0.5)) : wire.NULL()
    case 5:
      if (json && random.chance(0.99)) return wire.NULL()
      return random.chance(0.5)
        ? wire.B(Buffer.from(randomText(random)).toString('base64'))
        : wire.set(
            random.pick(['SS', 'NS', 'BS'] as const),
            some(random, () => randomNumber(random)),
          )
    case 6:
    case 7:
      return wire.L(some(random, () => randomValue(random, json, depth + 1)))
    default:
      return wire.M(some(random, () => [randomText(random), randomValue(random, json, depth + 1)] as const))
  }
}

/** None to four. */
export const some = <Value>(random: Random, make: () => Value): Value[] => Array.from({ length: random.below(5) }, make)
