/** `f.set(…)`: a Set, stored as SS, NS or BS. Elements are the same if their wire forms are: bytes are compared by content. */
import type { StandardSchema } from '../types/standard-schema.ts'
import { quote } from '../util/json-text.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import { CLOSE_LIST, CLOSE_MAP, COMMA, toBytes, UNEXPECTED, type WireScanner } from '../wire/wire-scanner.ts'
import type { FieldSpec } from './field-spec.ts'
import { type FieldKernel, mismatch, nestMismatch, refuseField, reportType, UNKEYABLE } from './kernel.ts'
import { checkElement, MemberParser } from './member.ts'
import { toFieldSpec } from './standard-field.ts'

export const setKernel = (element: StandardSchema): FieldKernel => {
  const spec = toFieldSpec(element)
  const wire = elementWire(spec)
  return {
    kind: 'set',
    key: UNKEYABLE,
    keyType: undefined,
    absent: () => new Set(),
    element: spec,
    faithful: spec.faithful,
    secretive: spec.secretive,
    hides: spec.hides,
    parse: (value, path, context) => {
      if (!(value instanceof Set)) return reportType('a Set', value, { path, context })
      const elements: unknown[] = []
      const own = { ...context, pending: [] as Promise<void>[] }
      const members = new MemberParser(elements, { path, context: own })
      let index = 0
      for (const given of value) {
        if (checkElement(given, members.at(index))) members.parse(spec, index, given)
        index++
      }
      // Issues of elements leave holes, which must not be encoded.
      const found = () =>
        distinct(
          elements.filter((parsed) => parsed !== undefined),
          wire,
        )
      if (context.issues.length > 0) return value
      return own.pending.length === 0
        ? found()
        : Promise.all(own.pending).then(() => (own.issues.length > 0 ? value : found()))
    },
    encode: (value) => {
      const texts = new Set<string>()
      for (const given of value as ReadonlySet<unknown>) texts.add(wire.text(given))
      return texts.size === 0 ? undefined : wire.wrap([...texts])
    },
    print: (value) => {
      const texts = new Set<string>()
      for (const given of value as ReadonlySet<unknown>) texts.add(wire.text(given))
      if (texts.size === 0) return undefined
      let out = ''
      for (const text of texts) out += (out === '' ? '' : ',') + quote(text)
      return `{"${wire.type}":[${out}]}`
    },
    decode: (value) => decodeSet(value, spec, wire),
    scan: (scanner) => scanSet(scanner, spec, wire),
  }
}

/** How elements go to the wire, by their common type. */
interface ElementWire {
  readonly type: 'SS' | 'NS' | 'BS'
  /** What a set's text begins with. */
  readonly head: Uint8Array
  readonly text: (value: unknown) => string
  readonly element: (text: string) => AttributeValue
  readonly wrap: (texts: readonly string[]) => AttributeValue
  readonly texts: (value: AttributeValue) => readonly string[] | undefined
}

const wires = {
  S: {
    type: 'SS',
    head: toBytes('{"SS":['),
    element: (text: string) => ({ S: text }),
    wrap: (texts: readonly string[]) => ({ SS: texts }),
    texts: (value: AttributeValue) => ('SS' in value ? value.SS : undefined),
  },
  N: {
    type: 'NS',
    head: toBytes('{"NS":['),
    element: (text: string) => ({ N: text }),
    wrap: (texts: readonly string[]) => ({ NS: texts }),
    texts: (value: AttributeValue) => ('NS' in value ? value.NS : undefined),
  },
  B: {
    type: 'BS',
    head: toBytes('{"BS":['),
    element: (text: string) => ({ B: text }),
    wrap: (texts: readonly string[]) => ({ BS: texts }),
    texts: (value: AttributeValue) => ('BS' in value ? value.BS : undefined),
  },
} as const

const elementWire = (spec: FieldSpec): ElementWire => {
  const { keyType } = spec
  if (keyType === undefined || spec.nullable || spec.optional || spec.default !== undefined)
    return refuseField('f.set(…)', {
      path: 'element',
      message:
        'The elements of a set must be strings, numbers, bigints or bytes, neither nullable nor optional nor defaulted; ' +
        "where a schema does not tell its type, use f.from(schema, { key: 'string' | 'number' | … }).",
    })
  const text = (value: unknown): string => {
    const encoded = spec.encode(value) as Readonly<Record<string, string>> | undefined
    return encoded?.[keyType] ?? ''
  }
  return { ...wires[keyType], text }
}

const distinct = (elements: readonly unknown[], wire: ElementWire): Set<unknown> => {
  const byText = new Map<string, unknown>()
  for (const element of elements) {
    const text = wire.text(element)
    if (!byText.has(text)) byText.set(text, element)
  }
  return new Set(byText.values())
}

const decodeSet = (value: AttributeValue, spec: FieldSpec, wire: ElementWire): Set<unknown> => {
  const texts = wire.texts(value)
  if (texts === undefined) throw mismatch(`${wire.type} (set)`, value)
  const out = new Set<unknown>()
  let index = 0
  try {
    for (; index < texts.length; index++) out.add(spec.decode(wire.element(texts[index] ?? '')))
  } catch (error) {
    throw nestMismatch(error, index)
  }
  return out
}

const scanSet = (scanner: WireScanner, spec: FieldSpec, wire: ElementWire): Set<unknown> => {
  const out = new Set<unknown>()
  if (!scanner.takeText(wire.head)) throw UNEXPECTED
  if (!scanner.takeIf(CLOSE_LIST)) {
    do out.add(spec.decode(wire.element(scanner.string())))
    while (scanner.takeIf(COMMA))
    scanner.take(CLOSE_LIST)
  }
  scanner.take(CLOSE_MAP)
  return out
}
