/**
 * Plans an upsert as one UpdateItem: given values are set, defaults, stamps of creation and readonly values only where absent.
 *
 * An index attribute whose template mixes given fields with fields of the stored item cannot be written so; then the
 * stored item is needed. So it is where what is written only where absent is absent in part: an index key goes with its
 * fields, so the request is conditioned on a stored item having all of them.
 */
import { assertNaturalKey, encodeField, encodeItem, encodeKeyAttribute, type Values } from '../codec/encode-item.ts'
import { type ChangeNode, removeNode, setIfMissingNode, setNode } from '../expression/change.ts'
import { andNodes, attributeExists, type ConditionNode, joinConditions, orNodes } from '../expression/condition.ts'
import { Placeholders } from '../expression/placeholders.ts'
import { printUpdate } from '../expression/print-update.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import type { KeyAttribute, ModelSpec } from '../schema/model-spec.ts'
import { tableKeyAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { UpdateItemInput } from '../wire/request.ts'
import { assertItemSize } from './assert-item-size.ts'
import { heirsOf } from './heirs.ts'
import { typeGuard } from './rivals.ts'
import { versionChange } from './version.ts'
import { absence, conditionInput, type Planned } from './write-plan.ts'

/** An upsert to plan. */
export interface UpsertRequest {
  readonly spec: ModelSpec
  readonly tableName: string
  readonly key: Item
  /** Valid, whole values: given ones, and what a new item gets by itself. */
  readonly values: Values
  /** Names of the fields that are set whatever is stored: given values and stamps of this write. */
  readonly given: ReadonlySet<string>
  readonly condition?: ConditionNode | undefined
}

export const planUpsert = (request: UpsertRequest): Planned => {
  const reason = whyItemIsNeeded(request)
  if (reason !== undefined) return { needsItem: reason }
  const { spec, tableName, key, condition } = request
  assertItemSize(spec, encodeItem(spec, request.values))
  const nodes = [...fieldNodes(request), ...keyNodes(request), ...typeNode(spec), ...versionChange(spec, undefined)]
  const placeholders = new Placeholders()
  const update: UpdateItemInput = { TableName: tableName, Key: key }
  const expression = printUpdate(nodes, placeholders)
  if (expression !== undefined) update.UpdateExpression = expression
  const whole = wholeOrNew(request, nodes)
  Object.assign(update, conditionInput(joinConditions(typeGuard(spec), whole, condition), placeholders))
  const plan = { spec, condition, guarded: whole !== undefined, constraints: [undefined] }
  return { plan: { ...plan, operations: [{ Update: update }], idempotent: spec.locking === undefined } }
}

const whyItemIsNeeded = ({ spec, given, values }: UpsertRequest): string | undefined => {
  if (spec.unique.length > 0) return 'the markers of unique constraints may move'
  if (spec.history !== undefined) return 'its history keeps the whole item'
  if (heirsOf(spec).length > 0) return 'the stored item may be of a model that extends this one'
  if (spec.rules.length > 0 || spec.fields.some((entry) => entry.spec.computed !== undefined))
    return 'a rule or a computed field looks at the whole values'
  const isGiven = (entry: FieldEntry) => given.has(entry.name) || spec.primary.fields.includes(entry)
  for (const key of spec.keyAttributes) {
    if (key.primary) continue
    const fields = key.patterns.flatMap((pattern) => pattern.fields)
    const rest = fields.filter((entry) => !isGiven(entry))
    // The primary key names the item: it is always given, and never another.
    const isTouched = fields.some((entry) => given.has(entry.name) && !spec.primary.fields.includes(entry))
    if (rest.length === 0 || (!isTouched && encodeKeyAttribute(spec, key, values) === undefined)) continue
    const uncertain = rest.find(
      ({ spec: field }) => field.optional || field.nullable || (isTouched && field.default !== undefined),
    )
    if (uncertain !== undefined)
      return `the stored item may have another '${uncertain.name}', which an index key references`
    if (isTouched && isMixed(key, rest))
      return `the index key '${key.codec.template.text}' also references '${rest[0]?.name}'`
  }
  return undefined
}

/**
 * The condition that there is no item yet, or that it has every index key, and every field of one, that would be written
 * where it is absent: written apart, they could end up out of step. `undefined` where there is no such thing.
 */
const wholeOrNew = (
  { spec, given, values }: UpsertRequest,
  nodes: readonly ChangeNode[],
): ConditionNode | undefined => {
  const filled = new Set(nodes.filter(isFilled).map(({ attribute }) => attribute))
  const witnesses = new Set<string>()
  for (const key of spec.keyAttributes) {
    if (key.primary) continue
    const fields = key.patterns.flatMap((pattern) => pattern.fields)
    // Without a field that is taken away there is no index key, whatever the others are.
    const isGone = fields.some(({ name }) => given.has(name) && isAbsent(values[name]))
    for (const { attribute } of isGone ? [key] : [key, ...fields]) if (filled.has(attribute)) witnesses.add(attribute)
  }
  if (witnesses.size === 0) return undefined
  return orNodes(absence(spec), andNodes(...[...witnesses].map(attributeExists)))
}

/** Whether it is written only where it is absent. */
const isFilled = (node: ChangeNode): boolean => node.action === 'SET' && node.operand.kind === 'ifNotExists'

/** Whether one attribute references both given fields and others. */
const isMixed = ({ codec }: KeyAttribute, rest: readonly FieldEntry[]): boolean => {
  const others = codec.fields.filter((name) => rest.some((entry) => entry.name === name))
  return others.length > 0 && others.length < codec.fields.length
}

const fieldNodes = ({ spec, key, values, given }: UpsertRequest): ChangeNode[] =>
  spec.fields.flatMap((entry): ChangeNode[] => {
    if (entry.spec.keyOnly || entry.attribute in key) return []
    const value = encodeField(entry, values[entry.name])
    if (value === undefined) return given.has(entry.name) ? [removeNode(entry.attribute)] : []
    for (const { pk, sk } of spec.patterns)
      for (const [role, side] of [
        ['pk', pk],
        ['sk', sk],
      ] as const)
        if (side?.kind === 'natural' && side.fields.includes(entry)) assertNaturalKey(spec, { entry, value, role })
    return [
      given.has(entry.name) || spec.primary.fields.includes(entry)
        ? setNode(entry.attribute, value)
        : setIfMissingNode(entry.attribute, value),
    ]
  })

const keyNodes = ({ spec, values, given }: UpsertRequest): ChangeNode[] => {
  const tableKey = tableKeyAttributes(spec.table)
  return spec.keyAttributes.flatMap((key): ChangeNode[] => {
    if (tableKey.includes(key.attribute)) return []
    const fields = key.patterns.flatMap((pattern) => pattern.fields)
    const text = encodeKeyAttribute(spec, key, values)
    const isPrimary = (name: string) => spec.primary.fields.some((entry) => entry.name === name)
    const isGiven = key.codec.fields.every((name) => given.has(name) || isPrimary(name))
    const removes = fields.some(({ name }) => given.has(name) && isAbsent(values[name]))
    const all = fields.every((entry) => given.has(entry.name) || isPrimary(entry.name))
    if (text === undefined) return all || removes ? [removeNode(key.attribute)] : []
    return [isGiven ? setNode(key.attribute, { S: text }) : setIfMissingNode(key.attribute, { S: text })]
  })
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null

const typeNode = ({ table, type }: ModelSpec): ChangeNode[] =>
  table.typeAttribute === undefined ? [] : [setNode(table.typeAttribute, { S: type })]
