/** Small hand-made field specs, so that the tests of expressions depend on the contract of fields alone. */
import type { FieldEntry, FieldLookup, FieldSpec } from '../../src/field/field-spec.ts'
import type { AttributeValue } from '../../src/wire/attribute-value.ts'

const base: FieldSpec = {
  kind: 'any',
  key: 'a test field has no key encoding',
  keyType: undefined,
  optional: false,
  nullable: false,
  default: undefined,
  constant: false,
  generate: undefined,
  readonly: false,
  attribute: undefined,
  hidden: false,
  secret: false,
  secretive: false,
  hides: false,
  keyOnly: false,
  computed: undefined,
  createdAt: false,
  updatedAt: false,
  parse: (value) => value,
  encode: (value) => encodeAny(value),
  print(value) {
    return JSON.stringify(this.encode(value))
  },
  faithful: false,
  decode: (value) => value,
  scan: (scanner) => scanner.value(),
  absent: undefined,
  child: () => undefined,
  element: undefined,
}

const encodeAny = (value: unknown): AttributeValue => {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (Array.isArray(value)) return { L: value.map(encodeAny) }
  return { M: Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, encodeAny(member)])) }
}

const checked = (
  kind: FieldSpec['kind'],
  is: (value: unknown) => boolean,
  encode: (value: never) => AttributeValue | undefined,
): FieldSpec => ({
  ...base,
  kind,
  parse: (value, path, { issues }) => {
    if (!is(value)) issues.push({ path: [...path], message: `must be a ${kind}` })
    return value
  },
  encode: encode as FieldSpec['encode'],
})

export const modify = (spec: FieldSpec, change: Partial<FieldSpec>): FieldSpec => ({ ...spec, ...change })
export const optional = (spec: FieldSpec): FieldSpec => modify(spec, { optional: true })

export const text = checked(
  'string',
  (value) => typeof value === 'string',
  (value: string) => ({ S: value }),
)
export const choice = (...choices: string[]): FieldSpec =>
  checked(
    'enum',
    (value) => choices.includes(value as string),
    (value: string) => ({ S: value }),
  )
export const number = (maximum = Number.MAX_VALUE): FieldSpec =>
  checked(
    'number',
    (value) => typeof value === 'number' && value <= maximum,
    (value: number) => ({ N: String(value) }),
  )
export const integer = checked('integer', Number.isInteger, (value: number) => ({ N: String(value) }))
export const bigint = checked(
  'bigint',
  (value) => typeof value === 'bigint',
  (value: bigint) => ({ N: String(value) }),
)
export const decimal = checked(
  'decimal',
  (value) => typeof value === 'string',
  (value: string) => ({ N: value }),
)
export const boolean = checked(
  'boolean',
  (value) => typeof value === 'boolean',
  (value: boolean) => ({ BOOL: value }),
)
export const date = checked(
  'date',
  (value) => value instanceof Date,
  (value: Date) => ({ S: value.toISOString() }),
)
export const binary = checked(
  'binary',
  (value) => value instanceof Uint8Array,
  (value: Uint8Array) => ({ B: Buffer.from(value).toString('base64') }),
)
export const anything: FieldSpec = base
export const asynchronous = modify(text, {
  kind: 'standard',
  keyType: 'S',
  parse: (value, path, { issues }) =>
    Promise.resolve().then(() => {
      if (value === 'bad') issues.push({ path: [...path], message: 'is bad' })
      return `${value}!`
    }),
})

export const list = (element: FieldSpec): FieldSpec => ({
  ...checked('list', Array.isArray, (value: unknown[]) => ({
    L: value.flatMap((member) => element.encode(member) ?? []),
  })),
  element,
  child: (segment) => (typeof segment === 'number' ? { attribute: segment, spec: element } : undefined),
})

export const set = (element: FieldSpec): FieldSpec => ({
  ...checked(
    'set',
    (value) => value instanceof Set,
    (value: Set<unknown>) => {
      const elements = [...value].map((member) => element.encode(member))
      if (elements.length === 0) return undefined
      const texts = elements.map((member) => Object.values(member ?? {})[0] as string)
      return elements[0] && 'N' in elements[0] ? { NS: texts } : { SS: texts }
    },
  ),
  element,
  absent: () => new Set(),
})

/** Members by name; a member's spec may rename its attribute. */
export const map = (members: Record<string, FieldSpec>): FieldSpec => ({
  ...checked(
    'map',
    (value) => typeof value === 'object' && Object.keys(value as object).every((name) => Object.hasOwn(members, name)),
    (value: Record<string, unknown>) => ({
      M: Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
          members[name]?.attribute ?? name,
          members[name]?.encode(member) ?? { NULL: true },
        ]),
      ),
    }),
  ),
  child: (segment) => {
    const spec = Object.hasOwn(members, segment) ? members[segment] : undefined
    return spec && { attribute: spec.attribute ?? segment, spec }
  },
})

export const record = (value: FieldSpec): FieldSpec => ({
  ...checked(
    'record',
    (given) => typeof given === 'object',
    (given: Record<string, unknown>) => ({
      M: Object.fromEntries(
        Object.entries(given).map(([name, member]) => [name, value.encode(member) ?? { NULL: true }]),
      ),
    }),
  ),
  child: (segment) => (typeof segment === 'string' ? { attribute: segment, spec: value } : undefined),
})

export const model = (name: string, fields: Record<string, FieldSpec>): FieldLookup => ({
  name,
  fieldNames: Object.keys(fields),
  field: (field): FieldEntry | undefined => {
    const spec = Object.hasOwn(fields, field) ? fields[field] : undefined
    return spec && { name: field, attribute: spec.attribute ?? field, spec }
  },
})

/** The model that most tests use. */
export const order = model('Order', {
  orderId: text,
  status: choice('open', 'paid', 'shipped'),
  total: number(1000),
  limit: modify(number(), { attribute: 'lim' }),
  count: bigint,
  price: decimal,
  paid: boolean,
  placedAt: date,
  picture: binary,
  address: map({ city: modify(text, { attribute: 'c' }), zip: optional(text), kind: choice('home', 'work') }),
  tags: optional(set(text)),
  sizes: set(number()),
  words: optional(list(text)),
  lines: list(map({ sku: text, amount: integer })),
  prices: record(number()),
  note: modify(text, { optional: true, nullable: true }),
  region: modify(text, { keyOnly: true }),
  free: anything,
  title: asynchronous,
})
