/**
 * Plans an UpdateItem so that index attributes, markers and computed fields follow the changed fields.
 *
 * Where a key template needs fields that the changes do not give, the stored item is needed, and the request is
 * conditioned on those fields being as they were in it.
 */

import { absentValue, decodeItem } from '../codec/decode-item.ts'
import { assertHeld, assertNaturalKey, encodeField, encodeKeyAttribute, type Values } from '../codec/encode-item.ts'
import { recompute } from '../codec/parse-values.ts'
import { KeyError } from '../errors/errors.ts'
import { type ChangeNode, removeNode, setNode } from '../expression/change.ts'
import { andNodes, type ConditionNode } from '../expression/condition.ts'
import { Placeholders } from '../expression/placeholders.ts'
import { printUpdate } from '../expression/print-update.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import { factsOf } from '../schema/model-facts.ts'
import type { KeyAttribute, ModelSpec } from '../schema/model-spec.ts'
import type { Ready } from '../util/when-ready.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { UpdateItemInput } from '../wire/request.ts'
import { applyChanges } from './apply-changes.ts'
import { assertChangeSize, assertItemSize } from './assert-item-size.ts'
import { assertRuled, ruledFields, ruledReason } from './change-rules.ts'
import { completeDocuments } from './complete-documents.ts'
import { fillAbsent, strayFields } from './fill-absent.ts'
import { guardFields } from './guards.ts'
import { heirsOf } from './heirs.ts'
import { versionOfItem } from './held-version.ts'
import { type HistoryStamp, historyOperations } from './history.ts'
import { keysWithoutItem } from './keys-without-item.ts'
import { changeMarkers, markersOf } from './markers.ts'
import { nestedSetReason, settleNestedSets } from './nested-sets.ts'
import type { PreparedChanges } from './prepare-changes.ts'
import { typeGuard } from './rivals.ts'
import { versionChange, versionIs } from './version.ts'
import { addCondition, markerOperations, type Planned, presence, type WritePlan } from './write-plan.ts'

/** An update to plan. */
export interface UpdateRequest {
  readonly spec: ModelSpec
  readonly tableName: string
  /** Table key of the item. */
  readonly key: Item
  /** The primary key's field values. */
  readonly keyValues: Values
  readonly changes: PreparedChanges
  /** What the caller asked for. */
  readonly condition: ConditionNode | undefined
  /** The item as it was read or loaded, if it was. */
  readonly item: Item | undefined
  /** The version that the caller insists on. */
  readonly held?: number | undefined
  /** The item as it was is asked for: 'read' where nothing returns it, 'sent' where a single request does. */
  readonly before?: 'read' | 'sent' | undefined
  /** What maps that are gone are made of: the item as an instance loaded it, which is saved. */
  readonly base?: Item | undefined
  /** Whether an item was loaded, even if nothing goes by it: then it may give way to one of another model. */
  readonly resumed?: boolean | undefined
  /** For the history. */
  readonly stamp?: HistoryStamp | undefined
  /** Of an upsert: what fields get that the item lacks. Its index keys are brought into step, too. */
  readonly fresh?: Values | undefined
}

/** An update's plan, and the whole values after it where the stored item was known. */
export type PlannedUpdate =
  | { readonly plan: WritePlan; readonly after: Values | undefined }
  | Extract<Planned, { readonly needsItem: string }>

/**
 * Whether the plan of an update depends on the item that was loaded: if not, it is the same as that of an update by key.
 */
export const goesByItem = (
  spec: ModelSpec,
  { nodes, touched }: PreparedChanges,
  before: UpdateRequest['before'],
): boolean =>
  before !== undefined ||
  spec.types.size > 1 ||
  // A history is kept with locking only.
  spec.locking !== undefined ||
  !isLoose(spec, touched) ||
  nodes.some(({ path, rules, documents }) => path.length > 1 || rules !== undefined || documents !== undefined)

/**
 * @throws {KeyError} `key.changed`, and as `encodeKeys` @throws {ValidationError} `validation.invalid` for computed values,
 * `item.too-large`
 */
export const planUpdate = (request: UpdateRequest): Ready<PlannedUpdate> => {
  const { spec, changes, item } = request
  if (item === undefined) {
    const needs = whatIsNeeded(spec, changes)
    const heir = heirsOf(spec).find((model) => differs(whatIsNeeded(model, changes), needs))
    if (heir !== undefined) return { needsItem: `the item may be of ${heir.name}, which extends ${spec.name}` }
    const asked = request.before === 'read' ? 'the item as it was is asked for' : undefined
    const reason = needs.reason ?? ruledReason(changes.nodes) ?? nestedSetReason(changes.nodes) ?? asked
    if (reason !== undefined) return { needsItem: reason }
    if (spec.history !== undefined) return { needsItem: 'its history keeps the whole item' }
    if (needs.keys.length === 0)
      return { plan: finish(request, { nodes: changes.nodes, guards: [], markers: [] }), after: undefined }
    const values = { ...request.keyValues, ...plainValues(spec, changes) }
    const unknown = [...needs.fields].filter((entry) => !isKnown(request, entry))
    if (unknown.length === 0) {
      const nodes = [...changes.nodes, ...keyNodes(spec, needs.keys, values)]
      return { plan: finish(request, { nodes, guards: [], markers: [] }), after: undefined }
    }
    const { touched } = changes
    const blind = keysWithoutItem(spec, {
      keys: needs.keys,
      values,
      touched,
      isKnown: (entry) => isKnown(request, entry),
    })
    if (blind === undefined)
      return { needsItem: `index keys also reference ${unknown.map(({ name }) => `'${name}'`).join(', ')}` }
    const nodes = [...changes.nodes, ...blind.nodes]
    return { plan: finish(request, { nodes, guards: blind.guards, markers: [] }), after: undefined }
  }
  return planWithItem(request, item)
}

const planWithItem = async (request: UpdateRequest, item: Item): Promise<PlannedUpdate> => {
  const { spec } = request
  const whole = await completeDocuments(request.changes.nodes, { item, base: request.base })
  const sets = settleNestedSets(whole.nodes, item)
  const before: Values = { ...decodeItem(spec, item), ...request.keyValues }
  const { fresh } = request
  const stored = { item, values: before }
  const asked = { ...request.changes, nodes: sets.nodes }
  const { changes, filled } = fresh ? fillAbsent(spec, asked, { ...stored, fresh }) : { changes: asked, filled: [] }
  await assertRuled(spec, changes.nodes, item)
  const after: Record<string, unknown> = { ...before, ...changesApplied(spec, changes, item) }
  await recompute(spec, after)
  assertSameKey(spec, before, after)
  const computed = spec.fields.filter((entry) => entry.spec.computed !== undefined)
  const touched = new Set([...changes.touched, ...computed.map(({ name }) => name)])
  const stray = fresh ? strayFields(spec, stored) : []
  const needs = whatIsNeeded(spec, { ...changes, touched: new Set([...touched, ...stray]) })
  const markers = changeMarkers(markersOf(spec, before), markersOf(spec, after))
  const guarded = new Set([...needs.fields].filter((entry) => !isKnown(request, entry)))
  for (const entry of [...filled, ...ruledFields(spec, changes.nodes)]) guarded.add(entry)
  for (const constraint of spec.unique)
    if (constraint.fields.some(({ name }) => touched.has(name)))
      for (const entry of constraint.fields) guarded.add(entry)
  if (isTransaction(request, markers)) for (const entry of spec.fields) guarded.add(entry)
  const settled = new Set(needs.keys.filter((key) => isSettled(spec, key, guarded)).map(({ attribute }) => attribute))
  const keys = keyNodes(spec, needs.keys, after).filter(
    (node) => !settled.has(node.attribute) || !isAsStored(node, item),
  )
  const nodes = [...changes.nodes, ...computed.flatMap((entry) => computedNode(entry, after)), ...keys]
  const guards = [...guardFields(spec, guarded, item), ...whole.guards, ...sets.guards]
  const plan = finish(request, { nodes, guards, markers })
  return { plan: whole.absent === undefined ? plan : { ...plan, absent: { item, fact: whole.absent } }, after }
}

/** Whether nothing returns the item as it was, which is asked for: then the request makes sure of it. */
const isTransaction = ({ spec, before }: UpdateRequest, markers: readonly unknown[]): boolean =>
  before === 'read' || (before === 'sent' && (markers.length > 0 || spec.history !== undefined))

/**
 * Whether the guards make sure that a key attribute still is as it was. Without them a value that seems to stay the same
 * must be sent too: the item may have changed since it was loaded.
 */
const isSettled = (spec: ModelSpec, { codec, patterns }: KeyAttribute, guarded: ReadonlySet<FieldEntry>): boolean =>
  patterns
    .flatMap(({ fields }) => fields)
    .every(
      (entry) =>
        guarded.has(entry) ||
        spec.primary.fields.includes(entry) ||
        // Of the other fields of a pattern only their presence matters.
        (!codec.fields.includes(entry.name) && !entry.spec.optional && !entry.spec.nullable),
    )

const isAsStored = (node: ChangeNode, item: Item): boolean => {
  const stored = item[node.attribute]
  if (node.action === 'REMOVE') return stored === undefined
  return node.action === 'SET' && JSON.stringify(node.value) === JSON.stringify(stored)
}

/** What the derived attributes depend on. */
interface Needs {
  /** Index attributes that may change. */
  readonly keys: readonly KeyAttribute[]
  /** Fields whose values those depend on. */
  readonly fields: ReadonlySet<FieldEntry>
  /** Why nothing can be done without the stored item. */
  readonly reason: string | undefined
}

const whatIsNeeded = (spec: ModelSpec, { touched }: PreparedChanges): Needs => {
  if (isLoose(spec, touched)) return NOTHING
  const keys = spec.keyAttributes.filter(
    (key) => !key.primary && key.patterns.some((pattern) => pattern.fields.some(({ name }) => touched.has(name))),
  )
  const fields = new Set(keys.flatMap((key) => key.patterns.flatMap((pattern) => pattern.fields)))
  const computed = spec.fields.find((entry) => entry.spec.computed !== undefined)
  // A rule or a computed field may look at everything.
  if (computed !== undefined || spec.rules.length > 0) for (const entry of spec.fields) fields.add(entry)
  const constraint = spec.unique.find((unique) => unique.fields.some(({ name }) => touched.has(name)))
  if (constraint !== undefined)
    return { keys, fields, reason: `the marker of the unique constraint '${constraint.name}' moves` }
  if (computed !== undefined) return { keys, fields, reason: `the field '${computed.name}' is computed from others` }
  return { keys, fields, reason: spec.rules.length > 0 ? 'a rule looks at the whole values' : undefined }
}

const NOTHING: Needs = { keys: [], fields: new Set(), reason: undefined }

/** Whether nothing is derived from the fields. */
const isLoose = (spec: ModelSpec, touched: ReadonlySet<string>): boolean => {
  const { loose, computed } = factsOf(spec)
  if (computed.length > 0 || spec.rules.length > 0) return false
  for (const name of touched) if (!loose.has(name)) return false
  return true
}

/** Whether a field's value after the update follows from the request alone. */
const isKnown = ({ spec, changes }: UpdateRequest, entry: FieldEntry): boolean => {
  if (spec.primary.fields.includes(entry) || entry.spec.computed !== undefined) return true
  if (!changes.touched.has(entry.name)) return false
  return (
    entry.name in changes.keyed || changes.nodes.some((node) => node.attribute === entry.attribute && isPlain(node))
  )
}

const isPlain = (node: ChangeNode): boolean =>
  node.path.length === 1 && (node.action === 'REMOVE' || (node.action === 'SET' && node.value !== undefined))

/** Values of the fields that the changes set or remove as a whole. */
const plainValues = (spec: ModelSpec, { nodes, keyed }: PreparedChanges): Record<string, unknown> => {
  const values: Record<string, unknown> = { ...keyed }
  for (const node of nodes) {
    const entry = spec.byAttribute(node.attribute)
    if (entry !== undefined && isPlain(node))
      values[entry.name] =
        node.action === 'SET' && node.value !== undefined ? entry.spec.decode(node.value) : absentValue(entry)
  }
  return values
}

/** Values of the touched fields after the changes. Not read back from keys, which are still the old ones. */
const changesApplied = (spec: ModelSpec, { nodes, keyed }: PreparedChanges, item: Item): Record<string, unknown> => {
  const after = applyChanges(item, nodes)
  const values: Record<string, unknown> = { ...keyed }
  for (const { attribute } of nodes) {
    const entry = spec.byAttribute(attribute)
    const stored = after[attribute]
    if (entry !== undefined) values[entry.name] = stored === undefined ? absentValue(entry) : entry.spec.decode(stored)
  }
  return values
}

/** Whether an item of another model needs more than one of this model. */
const differs = (other: Needs, own: Needs): boolean =>
  other.reason !== own.reason ||
  other.keys.length !== own.keys.length ||
  other.keys.some((key, index) => key.codec.template.text !== own.keys[index]?.codec.template.text)

const computedNode = (entry: FieldEntry, after: Values): ChangeNode[] => {
  if (entry.spec.keyOnly || entry.spec.computed === undefined) return []
  const value = encodeField(entry, after[entry.name])
  return [value === undefined ? removeNode(entry.attribute) : setNode(entry.attribute, value)]
}

/** A computed field may be part of the primary key; the key of an item never changes. */
const assertSameKey = (spec: ModelSpec, before: Values, after: Values): void => {
  for (const { name, spec: field } of spec.primary.fields)
    if (
      field.computed !== undefined &&
      JSON.stringify(field.encode(before[name])) !== JSON.stringify(field.encode(after[name]))
    )
      throw new KeyError('key.changed', `The primary key of ${spec.name} references '${name}', which is computed anew.`)
}

const keyNodes = (spec: ModelSpec, keys: readonly KeyAttribute[], after: Values): ChangeNode[] => {
  const texts = keys.map((key) => [key.attribute, encodeKeyAttribute(spec, key, after)] as const)
  const values = Object.fromEntries(texts.map(([name, text]) => [name, text === undefined ? undefined : { S: text }]))
  for (const entry of spec.fields)
    if (entry.spec.keyOnly && keys.some(({ codec }) => codec.fields.includes(entry.name)))
      assertHeld(spec, entry, { values: after, keys: values })
  return texts.map(([name, text]) => (text === undefined ? removeNode(name) : setNode(name, { S: text })))
}

const finish = (
  request: UpdateRequest,
  parts: { nodes: readonly ChangeNode[]; guards: readonly ConditionNode[]; markers: ReturnType<typeof changeMarkers> },
): WritePlan => {
  const { spec, tableName, key, condition, held } = request
  const version = knownVersion(request)
  const nodes = spec.locking === undefined ? parts.nodes : [...parts.nodes, ...versionChange(spec, version)]
  const guards = version === undefined ? parts.guards : [...parts.guards, ...versionIs(spec, version)]
  const written = writtenItem(request, nodes, version)
  assertIndexValues(spec, parts.nodes)
  assertChangeSize(spec, parts.nodes)
  if (written !== undefined) assertItemSize(spec, written)
  const placeholders = new Placeholders()
  const update: UpdateItemInput = { TableName: tableName, Key: key }
  const expression = printUpdate(nodes, placeholders)
  if (expression !== undefined) update.UpdateExpression = expression
  const limits = nodes.some((node) => node.limits !== undefined) ? nodes.flatMap((node) => node.limits ?? []) : []
  const type = typeGuard(spec)
  const conditions = [presence(spec), ...guards]
  for (const { node } of limits) conditions.push(node)
  if (type !== undefined) conditions.push(type)
  if (condition !== undefined) conditions.push(condition)
  addCondition(update, andNodes(...conditions), placeholders)
  return {
    spec,
    operations: [
      // A transaction takes no update without an expression.
      expression === undefined ? { ConditionCheck: update } : { Update: update },
      ...markerOperations(spec, parts.markers, { tableName, target: key }),
      ...historyOf(request, written, version),
    ],
    constraints: [undefined, ...parts.markers.map(({ constraint }) => constraint)],
    ...{ condition, limits },
    // The item that was planned with may give way to one of another model that extends the same.
    guarded: guards.length > 0 || (type !== undefined && (request.item !== undefined || request.resumed === true)),
    // Repeated, an update that insists on a version fails; only the whole item tells whether it was the first try's doing.
    idempotent: nodes.every((node) => node.idempotent) && (held === undefined || written !== undefined),
    ...{ held, written },
    nested: parts.nodes.some(({ documents }) => documents !== undefined),
    before: written !== undefined || isTransaction(request, parts.markers) ? request.item : undefined,
  }
}

/** The version that the request is conditioned on: one that the caller insists on, or one that the history goes on from. */
const knownVersion = ({ spec, held, item }: UpdateRequest): number | undefined =>
  held ?? (spec.history !== undefined && item !== undefined ? (versionOfItem(spec, item) ?? 0) : undefined)

const writtenItem = ({ spec, item }: UpdateRequest, nodes: readonly ChangeNode[], version: number | undefined) =>
  spec.locking === undefined || item === undefined || version === undefined ? undefined : applyChanges(item, nodes)

const historyOf = (
  { spec, tableName, key, stamp }: UpdateRequest,
  item: Item | undefined,
  known: number | undefined,
) => {
  if (item === undefined || known === undefined) return []
  return historyOperations(spec, { tableName, key, version: known + 1, operation: 'update', stamp, item })
}

/** Fields that are key attributes of an index themselves obey the limits of keys. */
const assertIndexValues = (spec: ModelSpec, nodes: readonly ChangeNode[]): void => {
  if (!factsOf(spec).hasNatural) return
  for (const { pk, sk } of spec.patterns)
    for (const [role, side] of [
      ['pk', pk],
      ['sk', sk],
    ] as const)
      for (const node of nodes) {
        const entry =
          side?.kind === 'natural' ? side.fields.find(({ attribute }) => attribute === node.attribute) : undefined
        if (entry !== undefined && node.action === 'SET' && node.value !== undefined)
          assertNaturalKey(spec, { entry, value: node.value, role })
      }
}
