/** `f.record(…)`: an object of any names and like values, stored as M. */
import type { StandardSchema } from '../types/standard-schema.ts'
import { quote } from '../util/json-text.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import { type FieldKernel, mismatch, nestMismatch, reportType, UNKEYABLE } from './kernel.ts'
import { checkDepth, checkElement, isMembers, MemberParser, setMember } from './member.ts'
import { scanNamed } from './scan-members.ts'
import { toFieldSpec } from './standard-field.ts'
import { checkName } from './text-rules.ts'

export const recordKernel = (member: StandardSchema): FieldKernel => {
  const spec = toFieldSpec(member)
  return {
    kind: 'record',
    key: UNKEYABLE,
    keyType: undefined,
    parse: (value, path, context) => {
      if (!isMembers(value)) return reportType('an object', value, { path, context })
      if (!checkDepth({ path, context })) return undefined
      const out = {}
      const members = new MemberParser(out, { path, context })
      for (const name of Object.keys(value)) {
        checkName(name, members.at(name))
        if (value[name] !== undefined && checkElement(value[name], members.at(name)))
          members.parse(spec, name, value[name])
      }
      return out
    },
    encode: (value) => {
      const out: Record<string, AttributeValue> = {}
      for (const [name, given] of Object.entries(value as object)) {
        const encoded = given === undefined ? undefined : spec.encode(given)
        if (encoded !== undefined) setMember(out, name, encoded)
      }
      return { M: out }
    },
    print: (value) => {
      let out = ''
      const members = value as Readonly<Record<string, unknown>>
      for (const name of Object.keys(members)) {
        const text = members[name] === undefined ? undefined : spec.print(members[name])
        if (text !== undefined) out += `${out === '' ? '' : ','}${quote(name)}:${text}`
      }
      return `{"M":{${out}}}`
    },
    decode: (value) => {
      if (!('M' in value)) throw mismatch('M (record)', value)
      const out = {}
      let current = ''
      try {
        for (const name of Object.keys(value.M)) {
          current = name
          setMember(out, name, spec.decode(value.M[name] as AttributeValue))
        }
      } catch (error) {
        throw nestMismatch(error, current)
      }
      return out
    },
    faithful: spec.faithful,
    scan: (scanner) => scanNamed(scanner, () => spec.scan(scanner)),
    secretive: spec.secretive,
    hides: spec.hides,
    child: (segment) => (typeof segment === 'string' ? { attribute: segment, spec } : undefined),
  }
}
