/**
 * Changes that go into a map which the item lacks: DynamoDB refuses their paths, so the map is written as a whole, made of
 * its default and the changes, on condition that it is still absent. Where that makes no valid map, the changes stay as they
 * are and are refused.
 */
import { type ChangeNode, type ChangeRule, setPathNode, setValue } from '../expression/change.ts'
import { type ConditionNode, compareNode, missingNode, pathOperand, valueOperand } from '../expression/condition.ts'
import { valueAt } from '../expression/evaluate.ts'
import { formatPath, type Path } from '../expression/path.ts'
import type { ParseContext } from '../field/field-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import { applyChanges } from './apply-changes.ts'
import { checkRule } from './change-rules.ts'

/** What is known of the item. */
export interface KnownItem {
  readonly item: Item
  /** What an absent map is made of, where it has it: the item as an instance loaded it. */
  readonly base: Item | undefined
}

/** The changes with absent maps written as a whole, and the conditions that they need. */
export interface CompletedChanges {
  readonly nodes: readonly ChangeNode[]
  readonly guards: readonly ConditionNode[]
  /** Why some changes go into what is not there, and cannot be completed; a sentence. */
  readonly absent: string | undefined
}

export const completeDocuments = async (nodes: readonly ChangeNode[], known: KnownItem): Promise<CompletedChanges> => {
  const groups = new Map<string, { document: ChangeRule; nodes: ChangeNode[] }>()
  for (const node of nodes) {
    const document = node.documents?.find(({ path }) => isMissing(known.item, path))
    if (document === undefined || !isMember(known.item, document.path)) continue
    const key = JSON.stringify(document.path)
    const group = groups.get(key) ?? { document, nodes: [] }
    group.nodes.push(node)
    groups.set(key, group)
  }
  let completed: readonly ChangeNode[] = nodes
  const guards: ConditionNode[] = []
  const absent: string[] = []
  for (const { document, nodes: inside } of groups.values()) {
    const whole = await wholeDocument(document, inside, known)
    if (typeof whole === 'string') {
      absent.push(whole)
      continue
    }
    const replaced = new Set(inside)
    completed = [...completed.filter((node) => !replaced.has(node)), ...(whole ? [whole] : [])]
    guards.push(asItWas(document.path, valueAt(known.item, document.path)))
  }
  const lost = completed.find(({ path }) => leadsNowhere(known.item, path))
  if (lost !== undefined) absent.push(`'${formatPath(lost.path)}' lies inside a map or list that is not there`)
  return { nodes: completed, guards, absent: absent[0] }
}

/** A map that is NULL can no more be gone into than one that is not there. */
const isMissing = (item: Item, path: Path): boolean => {
  const value = valueAt(item, path)
  return value === undefined || 'NULL' in value
}

/** Whether a map at the path could be made: in the item, or in a map of it. To make an element would move others. */
const isMember = (item: Item, path: Path): boolean => typeof path.at(-1) === 'string' && !leadsNowhere(item, path)

/** Whether what a path goes into is not there. */
const leadsNowhere = (item: Item, path: Path): boolean => {
  if (path.length === 1) return false
  const parent = valueAt(item, path.slice(0, -1) as unknown as Path)
  return parent === undefined || !((typeof path.at(-1) === 'number' ? 'L' : 'M') in parent)
}

const asItWas = (path: Path, value: AttributeValue | undefined): ConditionNode =>
  value === undefined ? missingNode(path) : compareNode(pathOperand(path), '=', valueOperand(value))

/** The change that writes the map; `undefined` if there is nothing to take out of it; a text that says why there is none. */
const wholeDocument = async (
  document: ChangeRule,
  nodes: readonly ChangeNode[],
  { item, base }: KnownItem,
): Promise<ChangeNode | undefined | string> => {
  if (nodes.every(({ action }) => action === 'REMOVE' || action === 'DELETE')) return undefined
  let start = applyChanges(item, [setPathNode(document.path, setValue(startOf(document, base)), true)])
  for (const inner of nodes.flatMap(({ documents = [] }) => documents))
    if (inner.path.length > document.path.length && isMissing(start, inner.path))
      start = applyChanges(start, [setPathNode(inner.path, setValue(startOf(inner, base)), true)])
  const after = applyChanges(start, nodes)
  const value = valueAt(after, document.path)
  const what = `The map '${formatPath(document.names)}' is not there`
  const lost = nodes.find((node) => node.action === 'SET' && valueAt(after, node.path) === undefined)
  if (value === undefined || lost !== undefined)
    return `${what}, and the change of '${formatPath((lost ?? document).path)}' needs a value that is stored`
  const [issue] = await checkRule(document, after)
  if (issue !== undefined)
    return `${what}, and the changes do not make a whole one: ${formatPath(issue.path.map(String))}: ${issue.message.replace(/\.$/, '')}`
  // The whole map covers the rules inside it; those of maps around it still look at the outcome.
  const rules = nodes.flatMap((node) => node.rules ?? []).filter(({ path }) => path.length < document.path.length)
  const idempotent = nodes.every((node) => node.idempotent)
  const whole = setPathNode(document.path, setValue(await withInitialValues(document, value)), idempotent)
  return rules.length === 0 ? whole : { ...whole, rules }
}

/** The map with what a new one gets by itself: stamps, generated ids. */
const withInitialValues = async ({ spec, names }: ChangeRule, value: AttributeValue): Promise<AttributeValue> => {
  if (spec.kind !== 'map') return value
  const context: ParseContext = { issues: [], pending: [], stored: true }
  const parsed = await spec.parse(spec.decode(value), [...names], context)
  await Promise.all(context.pending)
  return spec.encode(parsed) ?? value
}

const startOf = ({ path, spec }: ChangeRule, base: Item | undefined): AttributeValue => {
  const loaded = base && valueAt(base, path)
  if (loaded !== undefined && 'M' in loaded) return loaded
  const given = spec.default?.()
  const value = given === undefined || given === null ? undefined : spec.encode(given)
  return value !== undefined && 'M' in value ? value : { M: {} }
}
