/** `f.map({…})`: an object of declared members, each with its own modifiers, stored as M. */

import type { StandardSchema } from '../types/standard-schema.ts'
import { quote } from '../util/json-text.ts'
import { isObject } from '../util/option-rules.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import { CLOSE_MAP, TYPE_M } from '../wire/wire-scanner.ts'
import type { FieldEntry, FieldSpec } from './field-spec.ts'
import {
  type FieldKernel,
  mismatch,
  nestMismatch,
  type ParsePlace,
  refuseField,
  report,
  reportType,
  UNKEYABLE,
} from './kernel.ts'
import { checkDepth, isMembers, MemberParser, ownMember, setMember } from './member.ts'
import { MemberFinder, type ScannedMember, scanMembers, scannedMember } from './scan-members.ts'
import { toFieldSpec } from './standard-field.ts'

type Members = Readonly<Record<string, unknown>>

export const mapKernel = (declared: Readonly<Record<string, StandardSchema>>): FieldKernel => {
  const entries = mapEntries(declared)
  // Put together when they are first needed, not where models are defined.
  const child = onFirstUse(() => childOf(entries))
  const print = onFirstUse(() => mapPrinter(entries))
  const scan = onFirstUse(() => mapScanner(entries))
  return {
    kind: 'map',
    key: UNKEYABLE,
    keyType: undefined,
    parse: (value, path, context) => {
      if (!isMembers(value)) return reportType('an object', value, { path, context })
      return checkDepth({ path, context }) ? parseMap(entries, value, { path, context }) : undefined
    },
    encode: (value) => ({ M: encodeMap(entries, value as Members) }),
    print: (value) => print()(value),
    // Computed members come last when they are parsed, and in their own place when they are read.
    faithful: entries.every(({ spec }) => spec.faithful && spec.computed === undefined),
    decode: (value) => {
      if ('M' in value) return decodeMap(entries, value.M)
      throw mismatch('M (map)', value)
    },
    scan: (scanner) => scan()(scanner),
    child: (segment) => child()(segment),
    secretive: entries.some(({ spec }) => spec.secretive),
    hides: entries.some(({ spec }) => spec.hides),
  }
}

const onFirstUse = <Made>(make: () => Made): (() => Made) => {
  let made: Made | undefined
  return () => {
    made ??= make()
    return made
  }
}

const childOf = (entries: readonly FieldEntry[]): FieldSpec['child'] => {
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  return (segment) => (typeof segment === 'string' ? byName.get(segment) : undefined)
}

const mapEntries = (declared: Readonly<Record<string, StandardSchema>>): readonly FieldEntry[] => {
  if (!isObject(declared))
    refuseField('f.map(…)', { path: 'members', message: 'The members of a map are an object of fields.' })
  const owners = new Map<string, string>()
  return Object.entries(declared).map(([name, schema]) => {
    const spec = toFieldSpec(schema)
    const attribute = spec.attribute ?? name
    const owner = owners.get(attribute)
    if (owner !== undefined)
      refuseField('f.map(…)', { path: name, message: `Its attribute '${attribute}' is already that of '${owner}'.` })
    owners.set(attribute, name)
    return Object.freeze({ name, attribute, spec })
  })
}

const parseMap = (entries: readonly FieldEntry[], value: Members, place: ParsePlace): unknown => {
  const out: Record<string, unknown> = {}
  const members = new MemberParser(out, place)
  let given = 0
  for (const { name, spec } of entries) {
    const own = ownOrInherited(value, name)
    if (own !== undefined) given++
    const member = spec.computed !== undefined ? undefined : (own ?? initialValue(spec, own))
    if (member !== undefined) members.parse(spec, name, member)
    else if (spec.computed === undefined) leaveOut(spec, name, { out, place: members.at(name) })
  }
  if (Object.keys(value).length > given) reportUnknown(entries, value, members)
  for (const { name, spec } of entries) {
    const computed = spec.computed?.(out)
    if (computed !== undefined) members.parse(spec, name, computed)
  }
  return out
}

/** A class may give its members by getters; what every object inherits is no member. */
const ownOrInherited = (value: Members, name: string): unknown =>
  name in Object.prototype ? ownMember(value, name) : value[name]

/** `null` is a value, which the field itself refuses or takes. */
const initialValue = (spec: FieldSpec, given: unknown): unknown => {
  if (given === null) return null
  if (spec.createdAt || spec.updatedAt) return new Date()
  return (spec.generate ?? spec.default)?.()
}

const leaveOut = (spec: FieldSpec, name: string, { out, place }: { out: object; place: ParsePlace }): void => {
  if (spec.absent !== undefined) setMember(out, name, spec.absent())
  else if (!spec.optional) report(place.context, place.path, 'It is required.')
}

const reportUnknown = (entries: readonly FieldEntry[], value: Members, members: MemberParser): void => {
  const names = entries.map((entry) => entry.name)
  for (const name of Object.keys(value)) {
    if (names.includes(name) || value[name] === undefined) continue
    const { path, context } = members.at(name)
    report(context, path, `There is no such member; the members are ${names.join(', ')}.`)
  }
}

const encodeMap = (entries: readonly FieldEntry[], value: Members): Record<string, AttributeValue> => {
  const out: Record<string, AttributeValue> = {}
  for (const { name, attribute, spec } of entries) {
    const member = ownOrInherited(value, name)
    const encoded = member === undefined ? undefined : spec.encode(member)
    if (encoded !== undefined) setMember(out, attribute, encoded)
  }
  return out
}

/** The text up to a member's value is made once. */
const mapPrinter = (entries: readonly FieldEntry[]): FieldSpec['print'] => {
  const members = entries.map(({ name, attribute, spec }) => ({ name, spec, before: `${quote(attribute)}:` }))
  return (value) => {
    let out = ''
    for (const { name, spec, before } of members) {
      const member = ownOrInherited(value as Members, name)
      const text = member === undefined ? undefined : spec.print(member)
      if (text !== undefined) out += (out === '' ? '' : ',') + before + text
    }
    return `{"M":{${out}}}`
  }
}

const decodeMap = (entries: readonly FieldEntry[], stored: Readonly<Record<string, AttributeValue>>): unknown => {
  const out: Record<string, unknown> = {}
  let current = ''
  try {
    for (const { name, attribute, spec } of entries) {
      current = attribute
      const member = ownMember(stored, attribute)
      const value = member === undefined ? (spec.default ?? spec.absent)?.() : spec.decode(member)
      if (value !== undefined) setMember(out, name, value)
    }
  } catch (error) {
    throw nestMismatch(error, current)
  }
  return out
}

const mapScanner = (entries: readonly FieldEntry[]): FieldSpec['scan'] => {
  const members = new Map<string, ScannedMember>()
  for (const [slot, { attribute, spec }] of entries.entries())
    members.set(attribute, scannedMember(attribute, slot, spec.scan))
  const finder = new MemberFinder(members)
  const absent: readonly undefined[] = entries.map(() => undefined)
  return (scanner) => {
    const slots: unknown[] = absent.slice()
    scanner.open(TYPE_M)
    scanMembers(scanner, finder, slots)
    scanner.take(CLOSE_MAP)
    const out: Record<string, unknown> = {}
    for (let slot = 0; slot < entries.length; slot++) {
      const { name, spec } = entries[slot] as FieldEntry
      const stored = slots[slot]
      const value = stored === undefined ? (spec.default ?? spec.absent)?.() : stored
      if (value !== undefined) setMember(out, name, value)
    }
    return out
  }
}
