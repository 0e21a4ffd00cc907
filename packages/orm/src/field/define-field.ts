/** Kernel and modifiers → the frozen `FieldSpec`. The closures are put together once; a field without a modifier pays nothing. */
import type { StandardSchema } from '../types/standard-schema.ts'
import { brokenRules, callback, text, verdict } from '../util/option-rules.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import { toBytes } from '../wire/wire-scanner.ts'
import { type CheckRule, runChecks } from './check.ts'
import type { FieldModifiers, FieldSpec, ParseContext } from './field-spec.ts'
import { type FieldKernel, NULL_TEXT, printerOf, refuseField, reportType } from './kernel.ts'

/** What the modifiers of a builder said. */
export interface Modifiers extends FieldModifiers {
  readonly checks: readonly CheckRule[]
}

/** A field without modifiers. */
export const noModifiers: Modifiers = Object.freeze({
  optional: false,
  nullable: false,
  default: undefined,
  generate: undefined,
  readonly: false,
  attribute: undefined,
  hidden: false,
  secret: false,
  keyOnly: false,
  computed: undefined,
  constant: false,
  createdAt: false,
  updatedAt: false,
  checks: [],
})

/** Compiles a field. */
export const defineField = (kernel: FieldKernel, modifiers: Modifiers = noModifiers): FieldSpec => {
  const { checks, ...facts } = modifiers
  const { attribute, computed } = facts
  if (checks.length > 0 || attribute !== undefined || computed !== undefined)
    checkModifiers({ checks, attribute, computed })
  if (kernel.kind === 'set') checkSetDefault(facts.default)
  const optional = facts.optional || kernel.optional === true
  // A default of the user's own, or an explicit optional(), replaces what a schema would generate.
  const own = facts.default !== undefined || facts.optional
  const spec: Compiled = {
    __proto__: lazily,
    ...facts,
    kernel,
    optional,
    generate: facts.generate ?? (own ? undefined : kernel.generate),
    kind: kernel.kind,
    key: kernel.key,
    keyType: kernel.keyType,
    parse: facts.secret ? discreet(parser(kernel, facts.nullable, checks)) : parser(kernel, facts.nullable, checks),
    encode: facts.nullable ? encodeNullable(kernel.encode) : kernel.encode,
    print: facts.nullable ? printNullable(printerOf(kernel)) : printerOf(kernel),
    faithful: kernel.faithful === true && !mayVanish(kernel, { optional, default: facts.default }),
    decode: facts.nullable ? decodeNullable(kernel.decode) : kernel.decode,
    scan: facts.nullable ? scanNullable(scannerOf(kernel)) : scannerOf(kernel),
    absent: optional ? undefined : kernel.absent,
    child: kernel.child ?? noChild,
    secretive: facts.secret || kernel.secretive === true,
    hides: facts.hidden || kernel.hides === true,
    variant: kernel.variant,
    values: kernel.values,
    bounds: kernel.bounds,
    checked: checks.length > 0 || kernel.checked === true,
  }
  return Object.freeze(spec) as Compiled & FieldSpec
}

const checkModifiers = ({
  checks,
  attribute,
  computed,
}: Pick<Modifiers, 'checks' | 'attribute' | 'computed'>): void => {
  const given = {
    ...Object.fromEntries(checks.map((rule, index) => [`check ${index}`, rule])),
    as: attribute,
    computed,
  }
  const rules = {
    ...Object.fromEntries(checks.map((_, index) => [`check ${index}`, verdict])),
    as: text,
    computed: callback,
  }
  const problems = brokenRules(given, rules)
  if (problems.length > 0) refuseField('that was given', ...problems)
}

type Compiled = Omit<FieldSpec, 'element'> & { readonly kernel: FieldKernel; readonly __proto__: typeof lazily }

/**
 * What a field of any shape asks its kernel for when it is needed: its elements may be of its own kind. Inherited, as a frozen
 * object with an accessor of its own is a dictionary.
 */
const lazily = {
  get element(): FieldSpec | undefined {
    return (this as unknown as Compiled).kernel.element
  },
}

/** Whether a value may be stored as no attribute, and be read as something else: an empty set, what a schema makes of one. */
const mayVanish = ({ kind }: FieldKernel, facts: Pick<FieldModifiers, 'optional' | 'default'>): boolean =>
  (kind === 'set' && facts.optional) || (kind === 'standard' && facts.default !== undefined)

/** An empty set is stored as no attribute, which would read as the default. */
const checkSetDefault = (given: FieldModifiers['default']): void => {
  const value = given?.()
  if (value instanceof Set && value.size > 0)
    refuseField('f.set(…)', {
      path: 'default',
      message:
        'A set has no default but the empty one: an empty set is stored as no attribute, and would be read as the default.',
    })
}

const NULL_BYTES = toBytes(NULL_TEXT)
const NULL: AttributeValue = Object.freeze({ NULL: true })
const noChild = (): undefined => undefined

const encodeNullable =
  (encode: FieldSpec['encode']): FieldSpec['encode'] =>
  (value) =>
    value === null ? NULL : encode(value)

const printNullable =
  (print: FieldSpec['print']): FieldSpec['print'] =>
  (value) =>
    value === null ? NULL_TEXT : print(value)

const decodeNullable =
  (decode: FieldSpec['decode']): FieldSpec['decode'] =>
  (value) =>
    'NULL' in value ? null : decode(value)

/** Kinds that do not read text themselves decode what `JSON.parse` gives for it. */
const scannerOf = ({ scan, decode }: FieldKernel): FieldSpec['scan'] =>
  scan ?? ((scanner) => decode(scanner.value() as AttributeValue))

/** Reads a NULL, too. */
export const scanNullable =
  (scan: FieldSpec['scan']): FieldSpec['scan'] =>
  (scanner) =>
    scanner.takeText(NULL_BYTES) ? null : scan(scanner)

const parser = (kernel: FieldKernel, nullable: boolean, checks: readonly CheckRule[]): FieldSpec['parse'] => {
  const parse = checks.length === 0 ? kernel.parse : withChecks(kernel.parse, checks)
  if (kernel.nulls === true && !nullable) return parse
  return (value, path, context) => {
    if (value !== null) return parse(value, path, context)
    return nullable ? null : reportType('a value', null, { path, context })
  }
}

/** Of a secret field: see `ParseContext.secret`. */
const discreet =
  (parse: FieldSpec['parse']): FieldSpec['parse'] =>
  (value, path, context) =>
    parse(value, path, { ...context, secret: true })

/** Checks run after the kind's own rules, only if those found nothing, and after everything inside has settled. */
const withChecks =
  (parse: FieldKernel['parse'], checks: readonly CheckRule[]): FieldKernel['parse'] =>
  (value, path, context) => {
    const own: ParseContext = { ...context, issues: [], pending: [] }
    const parsed = parse(value, path, own)
    if (parsed instanceof Promise || own.pending.length > 0) {
      const place = { path: [...path], context }
      return Promise.all([parsed, ...own.pending]).then(async ([settled]) => {
        const later: ParseContext = { ...context, issues: own.issues, pending: [] }
        if (own.issues.length === 0) runChecks(checks, settled, { path: place.path, context: later })
        await Promise.all(later.pending)
        context.issues.push(...later.issues)
        return settled
      })
    }
    if (own.issues.length === 0) runChecks(checks, parsed, { path, context })
    else context.issues.push(...own.issues)
    return parsed
  }

/** The Standard Schema face of a field: `validate` parses, as a model's write would. */
export const standardFace = (spec: () => FieldSpec): StandardSchema['~standard'] => ({
  version: 1,
  vendor: 'single-table-orm',
  validate: (value) => {
    const field = spec()
    const given = value === undefined ? (field.generate ?? field.default)?.() : value
    const context: ParseContext = { issues: [], pending: [] }
    if (given === undefined) {
      if (!field.optional && field.absent === undefined) return { issues: [{ path: [], message: 'It is required.' }] }
      return { value: field.absent?.() }
    }
    const parsed = field.parse(given, [], context)
    const result = (settled: unknown) => (context.issues.length > 0 ? { issues: context.issues } : { value: settled })
    if (!(parsed instanceof Promise) && context.pending.length === 0) return result(parsed)
    return Promise.all([parsed, ...context.pending]).then(([settled]) => result(settled))
  },
})
