/** `f.list(…)` and `f.tuple([…])`: arrays, stored as L. */
import type { StandardSchema } from '../types/standard-schema.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import { CLOSE_LIST, CLOSE_MAP, COMMA, OPEN_LIST, TYPE_L, UNEXPECTED, type WireScanner } from '../wire/wire-scanner.ts'
import type { FieldSpec } from './field-spec.ts'
import { type FieldKernel, mismatch, NULL_TEXT, nestMismatch, report, reportType, UNKEYABLE } from './kernel.ts'
import { checkDepth, checkElement, MemberParser } from './member.ts'
import { toFieldSpec } from './standard-field.ts'

export const listKernel = (element: StandardSchema): FieldKernel => {
  const spec = toFieldSpec(element)
  const child = (segment: string | number) => (typeof segment === 'number' ? { attribute: segment, spec } : undefined)
  const { faithful, secretive, hides } = spec
  return { ...arrayKernel('list', () => spec), child, element: spec, faithful, secretive, hides }
}

export const tupleKernel = (elements: readonly StandardSchema[]): FieldKernel => {
  const specs = elements.map(toFieldSpec)
  return {
    ...arrayKernel('tuple', (index) => specs[index], specs.length),
    faithful: specs.every(({ faithful }) => faithful),
    secretive: specs.some(({ secretive }) => secretive),
    hides: specs.some(({ hides }) => hides),
    child: (segment) => {
      const spec = typeof segment === 'number' ? specs[segment] : undefined
      return spec === undefined ? undefined : { attribute: segment, spec }
    },
  }
}

const arrayKernel = (
  kind: 'list' | 'tuple',
  specAt: (index: number) => FieldSpec | undefined,
  length?: number,
): FieldKernel => ({
  kind,
  key: UNKEYABLE,
  keyType: undefined,
  parse: (value, path, context) => {
    if (!Array.isArray(value)) return reportType('an array', value, { path, context })
    if (length !== undefined && value.length !== length)
      return report(context, path, `Expected an array of ${length}, but got one of ${value.length}.`)
    if (!checkDepth({ path, context })) return undefined
    const out: unknown[] = new Array(value.length)
    const members = new MemberParser(out, { path, context })
    for (let index = 0; index < value.length; index++) {
      const spec = specAt(index)
      if (spec !== undefined && checkElement(value[index], members.at(index))) members.parse(spec, index, value[index])
    }
    return out
  },
  encode: (value) => {
    const elements = value as readonly unknown[]
    const out: AttributeValue[] = new Array(elements.length)
    for (let index = 0; index < elements.length; index++)
      out[index] = specAt(index)?.encode(elements[index]) ?? { NULL: true }
    return { L: out }
  },
  print: (value) => {
    const elements = value as readonly unknown[]
    let out = '{"L":['
    for (let index = 0; index < elements.length; index++)
      out += (index === 0 ? '' : ',') + (specAt(index)?.print(elements[index]) ?? NULL_TEXT)
    return `${out}]}`
  },
  decode: (value) => decodeArray(value, specAt, length),
  scan: (scanner) => scanArray(scanner, specAt, length),
})

const decodeArray = (
  value: AttributeValue,
  specAt: (index: number) => FieldSpec | undefined,
  length: number | undefined,
): unknown[] => {
  const expected = length === undefined ? 'L (list)' : `L (tuple of ${length})`
  if (!('L' in value)) throw mismatch(expected, value)
  const stored = value.L
  if (length !== undefined && stored.length !== length) throw mismatch(expected, value, `L of ${stored.length}`)
  const out: unknown[] = new Array(stored.length)
  let index = 0
  try {
    for (; index < stored.length; index++) out[index] = specAt(index)?.decode(stored[index] as AttributeValue)
  } catch (error) {
    throw nestMismatch(error, index)
  }
  return out
}

const scanArray = (
  scanner: WireScanner,
  specAt: (index: number) => FieldSpec | undefined,
  length: number | undefined,
): unknown[] => {
  scanner.open(TYPE_L)
  scanner.take(OPEN_LIST)
  const out: unknown[] = []
  if (!scanner.takeIf(CLOSE_LIST)) {
    do {
      const spec = specAt(out.length)
      if (spec === undefined) throw UNEXPECTED
      out.push(spec.scan(scanner))
    } while (scanner.takeIf(COMMA))
    scanner.take(CLOSE_LIST)
  }
  scanner.take(CLOSE_MAP)
  if (length !== undefined && out.length !== length) throw UNEXPECTED
  return out
}
