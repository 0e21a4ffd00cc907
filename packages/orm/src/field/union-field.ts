/** `f.union('kind', […])`: one of several maps, told apart by a member that is a literal or an enum in each. */
import type { StandardSchema } from '../types/standard-schema.ts'
import { type Choice, choiceKernel } from './choice-field.ts'
import { defineField } from './define-field.ts'
import { listValues } from './describe.ts'
import { anySpec } from './dynamic-field.ts'
import type { FieldChild, FieldSpec } from './field-spec.ts'
import { type FieldKernel, mismatch, refuseField, report, reportType, UNKEYABLE } from './kernel.ts'
import { isMembers, ownMember } from './member.ts'
import { toFieldSpec } from './standard-field.ts'

export const unionKernel = (discriminator: string, declared: readonly StandardSchema[]): FieldKernel => {
  const variants = declared.map(toFieldSpec)
  const { attribute, byValue } = variantsByValue(discriminator, variants)
  const values = [...byValue.keys()]
  const expected = `Expected ${values.length === 1 ? '' : 'one of '}${listValues(values)}.`
  const choice = defineField(choiceKernel('literal', values))
  return {
    kind: 'union',
    key: UNKEYABLE,
    keyType: undefined,
    parse: (value, path, context) => {
      if (!isMembers(value)) return reportType('an object', value, { path, context })
      const variant = byValue.get(value[discriminator] as Choice)
      return variant === undefined
        ? report(context, [...path, discriminator], expected)
        : variant.parse(value, path, context)
    },
    encode: (value) =>
      byValue.get((value as Readonly<Record<string, unknown>>)[discriminator] as Choice)?.encode(value),
    print: (value) => byValue.get((value as Readonly<Record<string, unknown>>)[discriminator] as Choice)?.print(value),
    decode: (value) => {
      if (!('M' in value)) throw mismatch('M (union)', value)
      const stored = ownMember(value.M, attribute)
      const variant = stored === undefined ? undefined : byValue.get(choice.decode(stored) as Choice)
      if (variant === undefined)
        throw mismatch(`M (union by ${attribute}: ${listValues(values)})`, value, `M with another ${attribute}`)
      return variant.decode(value)
    },
    faithful: variants.every(({ faithful }) => faithful),
    secretive: variants.some(({ secretive }) => secretive),
    hides: variants.some(({ hides }) => hides),
    variant: (value) => byValue.get((value as Readonly<Record<string, unknown>>)[discriminator] as Choice),
    child: (segment) => (segment === discriminator ? { attribute, spec: choice } : commonChild(variants, segment)),
  }
}

const variantsByValue = (
  discriminator: string,
  variants: readonly FieldSpec[],
): { readonly attribute: string; readonly byValue: ReadonlyMap<Choice, FieldSpec> } => {
  const byValue = new Map<Choice, FieldSpec>()
  const attributes = new Set<string | number>()
  for (const [index, variant] of variants.entries()) {
    const child = variant.kind === 'map' ? variant.child(discriminator) : undefined
    const refuse = (message: string): never => refuseField('f.union(…)', { path: `members.${index}`, message })
    if (child?.spec.values === undefined || child.spec.optional || child.spec.nullable)
      return refuse(`Every member must be an f.map(…) in which '${discriminator}' is an f.literal(…) or f.enum(…).`)
    attributes.add(child.attribute)
    for (const value of child.spec.values) {
      if (byValue.has(value)) refuse(`The value ${listValues([value])} of '${discriminator}' is in two members.`)
      byValue.set(value, variant)
    }
  }
  const [attribute, ...others] = attributes
  if (typeof attribute !== 'string' || others.length > 0)
    return refuseField('f.union(…)', {
      path: 'members',
      message: `There must be members, and '${discriminator}' must have the same attribute in all of them.`,
    })
  return { attribute, byValue }
}

/** A member by name: the variants' own spec where all that have it agree on its kind, else one that takes anything. */
const commonChild = (variants: readonly FieldSpec[], segment: string | number): FieldChild | undefined => {
  const children = variants.map((variant) => variant.child(segment)).filter((child) => child !== undefined)
  const [first] = children
  if (first === undefined) return undefined
  const alike = children.every((child) => child.spec.kind === first.spec.kind && child.attribute === first.attribute)
  return alike ? first : { attribute: first.attribute, spec: anySpec }
}
