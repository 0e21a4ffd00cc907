/** Given values → valid values: defaults, generated and computed values, field rules, model rules; all issues at once. */
import type { Issue } from '../errors/errors.ts'
import { UNTOLD } from '../field/check.ts'
import type { FieldEntry, ParseContext } from '../field/field-spec.ts'
import type { ModelRule } from '../schema/definition-input.ts'
import { factsOf } from '../schema/model-facts.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { StandardIssue } from '../types/standard-schema.ts'
import type { Ready } from '../util/when-ready.ts'
import { assertValid } from './assert-valid.ts'
import type { Values } from './encode-item.ts'

/** What a write is about, for stamps and messages. */
export interface ParseOptions {
  /** One time for all stamps of the write. */
  readonly now: Date
  /** A new item: `createdAt` is stamped, and every required field must be there. */
  readonly create: boolean
  /** Fields whose values are as they are stored: schemas do not transform them again. */
  readonly stored?: ReadonlySet<string> | undefined
}

/**
 * Validates a whole item's values. Stamps and computed values are set here. A promise only where a schema, a check or a rule
 * may need time.
 *
 * @throws {ValidationError} `validation.invalid` with all issues
 */
export const parseValues = (spec: ModelSpec, given: Values, options: ParseOptions): Ready<Record<string, unknown>> => {
  const context: ParseContext = { issues: [], pending: [] }
  const { issues, pending } = context
  const values: Record<string, unknown> = {}
  for (const name of Object.keys(given)) if (spec.field(name) === undefined) issues.push(unknownField(spec, name))
  const { given: entries, computed } = factsOf(spec)
  const target: ParseTarget = { values, context }
  for (const entry of entries) {
    const own = options.stored?.has(entry.name) ? { values, context: { ...context, stored: true } } : target
    parseField(entry, stamped(entry, given[entry.name], options), own)
  }
  if (pending.length > 0 || spec.rules.length > 0) return finishLater(spec, target)
  if (issues.length === 0) for (const entry of computed) computeField(entry, target)
  if (pending.length > 0) return finishPending(spec, target)
  assertValid(spec, issues)
  return values
}

/** Where parsed values and issues go. */
interface ParseTarget {
  readonly values: Record<string, unknown>
  readonly context: ParseContext
}

const finishLater = async (spec: ModelSpec, { values, context }: ParseTarget): Promise<Record<string, unknown>> => {
  await Promise.all(context.pending)
  if (context.issues.length === 0) await computeInto(spec, { values, context })
  if (context.issues.length === 0) await applyRules(spec, values, context.issues)
  assertValid(spec, context.issues)
  return values
}

const finishPending = async (spec: ModelSpec, { values, context }: ParseTarget): Promise<Record<string, unknown>> => {
  await Promise.all(context.pending)
  assertValid(spec, context.issues)
  return values
}

/**
 * Validates some fields' new values, for an update. Unknown names are the caller's to refuse.
 *
 * @param stored whether the values are as a schema gave them, so that none transforms them again
 * @throws {ValidationError} `validation.invalid` with all issues
 */
export const parseSome = (spec: ModelSpec, given: Values, stored = false): Ready<Record<string, unknown>> => {
  const context: ParseContext = { issues: [], pending: [], stored }
  const values: Record<string, unknown> = {}
  const target: ParseTarget = { values, context }
  for (const name of Object.keys(given)) {
    const entry = spec.field(name)
    if (entry === undefined) context.issues.push(unknownField(spec, name))
    else parseField(entry, given[name], target)
  }
  if (context.pending.length > 0) return finishPending(spec, target)
  assertValid(spec, context.issues)
  return values
}

/**
 * Computes the computed fields from the others, into `values`.
 *
 * @throws {ValidationError} `validation.invalid` with all issues
 */
export const recompute = async (spec: ModelSpec, values: Record<string, unknown>): Promise<void> => {
  const context: ParseContext = { issues: [], pending: [] }
  await computeInto(spec, { values, context })
  assertValid(spec, context.issues)
}

/** Runs the model's own rules over whole values. */
export const applyRules = async (spec: ModelSpec, values: Values, issues: Issue[]): Promise<void> => {
  for (const rule of spec.rules) await applyRule(spec, rule, { values, issues })
}

const computeInto = async (spec: ModelSpec, target: ParseTarget): Promise<void> => {
  for (const entry of factsOf(spec).computed) computeField(entry, target)
  await Promise.all(target.context.pending)
}

const computeField = (entry: FieldEntry, target: ParseTarget): void =>
  parseField(entry, entry.spec.computed?.(target.values), target)

const stamped = ({ spec }: FieldEntry, value: unknown, { now, create }: ParseOptions): unknown => {
  if (spec.updatedAt) return now
  return spec.createdAt && create && value === undefined ? now : value
}

const parseField = ({ name, spec }: FieldEntry, value: unknown, { values, context }: ParseTarget): void => {
  if (value === undefined) {
    if (!spec.optional && spec.absent === undefined && spec.computed === undefined)
      context.issues.push({ path: [name], message: 'It is required.' })
    values[name] = spec.optional ? undefined : spec.absent?.()
    return
  }
  const parsed = spec.parse(value, [name], context)
  if (parsed instanceof Promise) {
    context.pending.push(
      parsed.then((settled) => {
        values[name] = settled
      }),
    )
  } else values[name] = parsed
}

const unknownField = (spec: ModelSpec, name: string): Issue => ({
  path: [name],
  message: `${spec.name} has no such field; it has ${spec.fieldNames.join(', ')}.`,
})

const applyRule = async (
  spec: ModelSpec,
  rule: ModelRule,
  { values, issues }: { values: Values; issues: Issue[] },
): Promise<void> => {
  if (typeof rule === 'function') {
    try {
      const verdict = await rule(values)
      if (verdict === false) issues.push({ path: [], message: 'The values do not meet the rule of the model.' })
      else if (typeof verdict === 'string') issues.push({ path: [], message: verdict })
    } catch (error) {
      issues.push({ path: [], message: error instanceof Error ? error.message : String(error) })
    }
    return
  }
  const result = await rule['~standard'].validate({ ...values })
  for (const issue of result.issues ?? []) issues.push(toIssue(spec, issue))
}

const toIssue = (spec: ModelSpec, { path = [], message }: StandardIssue): Issue => {
  // Not `path.map`: arktype's path is a subclass of Array.
  const names = Array.from(path, (part) => (typeof part === 'object' ? part.key : part))
  const [name] = names
  const isSecret = spec.field(String(name))?.spec.secretive
  return { path: names, message: isSecret ? UNTOLD : message }
}
