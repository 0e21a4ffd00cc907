/** The operator functions of filters. Plain functions without state that return frozen nodes; a model checks them on use. */
import { combinedBrand, operatorBrand, refBrand } from './brands.ts'
import type {
  Combined,
  ContainerField,
  EveryField,
  FilterField,
  Negated,
  Operator,
  OperatorName,
  OrderedField,
  SizedField,
  TextField,
  TypeName,
} from './lookup-types.ts'
import type { AnyRef, Ref, RefName } from './ref-types.ts'

/** Any value a field may have. Naming the primitives makes TypeScript keep literals, so that enums fit. */
type Value = string | number | bigint | boolean | null | object
/** A value that has an order. */
type Ordered = string | number | bigint | Date | Uint8Array | AnyRef

const operator = <Operand, Rule extends string>(name: OperatorName, operands: readonly unknown[]) =>
  Object.freeze({ [operatorBrand]: name, operands: Object.freeze(operands) }) as unknown as Operator<Operand, Rule>

/**
 * Equal to the value. A plain value means the same; `eq` is needed to compare a map as a whole.
 *
 * `eq(null)` finds stored nulls; `missing()` finds absent attributes. An empty set is stored as absent.
 */
export const eq = <Operand extends Value>(value: Operand): Operator<Operand, EveryField> => operator('eq', [value])

/** Not equal to the value. True for an item that lacks the attribute, as in DynamoDB. */
export const ne = <Operand extends Value>(value: Operand): Operator<Operand, FilterField> => operator('ne', [value])

/** Less than the value. False for an item that lacks the attribute. */
export const lt = <Operand extends Ordered>(value: Operand): Operator<Operand, OrderedField> => operator('lt', [value])

/** Less than the value, or equal. */
export const lte = <Operand extends Ordered>(value: Operand): Operator<Operand, OrderedField> =>
  operator('lte', [value])

/** Greater than the value. */
export const gt = <Operand extends Ordered>(value: Operand): Operator<Operand, OrderedField> => operator('gt', [value])

/** Greater than the value, or equal. */
export const gte = <Operand extends Ordered>(value: Operand): Operator<Operand, OrderedField> =>
  operator('gte', [value])

/** From `low` to `high`, both included. */
export const between = <Low extends Ordered, High extends Ordered>(
  low: Low,
  high: High,
): Operator<Low | High, OrderedField> => operator('between', [low, high])

/** Begins with the text or bytes. */
export const beginsWith = <Operand extends string | Uint8Array | AnyRef>(
  prefix: Operand,
): Operator<Operand, TextField> => operator('beginsWith', [prefix])

/** A string that contains the text, or a set or list that has the element. */
export const contains = <Operand extends Value>(element: Operand): Operator<Operand, ContainerField> =>
  operator('contains', [element])

/**
 * Equal to one of the values, given one by one or as one array. No value at all matches nothing.
 *
 * One array always means the list of values; on a list field write `oneOf([[1, 2]])`.
 */
export function oneOf<const Operand extends Value>(values: readonly Operand[]): Operator<Operand, FilterField>
export function oneOf<Operand extends Value>(...values: readonly Operand[]): Operator<Operand, FilterField>
export function oneOf(...values: readonly unknown[]): Operator<never, FilterField> {
  const [first] = values
  return operator('oneOf', values.length === 1 && Array.isArray(first) ? [...first] : values)
}

/** The attribute is there (a stored null counts). */
export const exists = (): Operator<never, FilterField> => operator('exists', [])

/** The attribute is absent. */
export const missing = (): Operator<never, FilterField> => operator('missing', [])

/** The stored attribute has the DynamoDB type: `S`, `N`, `M`, … */
export const typeIs = (type: TypeName): Operator<never, FilterField> => operator('typeIs', [type])

/** The size equals the number or meets the operator: characters of text, bytes, elements, or members of a map. */
export const size = (
  count: number | Ref | Operator<number | Ref, EveryField | FilterField | OrderedField | Negated>,
): Operator<never, SizedField> => operator('size', [count])

/**
 * The opposite of an operator or of a whole filter.
 *
 * An item that lacks the attribute meets the opposite of every comparison.
 */
export function not<Operand, Rule extends string>(condition: Operator<Operand, Rule>): Operator<Operand, Rule | Negated>
// biome-ignore lint/suspicious/noExplicitAny: the default for a filter written away from its model, which is checked on use
export function not<Members = any>(filter: NoInfer<Members | Combined<Members>>): Combined<Members>
export function not(condition: object): unknown {
  const isOperator = typeof condition === 'object' && condition !== null && operatorBrand in condition
  return isOperator ? operator('not', [condition]) : combined('not', [condition])
}

/** Every filter holds. */
// biome-ignore lint/suspicious/noExplicitAny: the default for a filter written away from its model, which is checked on use
export const and = <Members = any>(...filters: readonly NoInfer<Members | Combined<Members>>[]): Combined<Members> =>
  combined('and', filters)

/** At least one filter holds. */
// biome-ignore lint/suspicious/noExplicitAny: the default for a filter written away from its model, which is checked on use
export const or = <Members = any>(...filters: readonly NoInfer<Members | Combined<Members>>[]): Combined<Members> =>
  combined('or', filters)

const combined = <Members>(name: 'and' | 'or' | 'not', filters: readonly unknown[]): Combined<Members> =>
  Object.freeze({ [combinedBrand]: name, '~filters': Object.freeze(filters) })

/** Another field of the same item; names or list positions after the first go into a document. */
export const ref = <const Name extends string, const Path extends readonly (string | number)[]>(
  name: Name,
  ...path: Path
): Ref<RefName<Name, Path>> => Object.freeze({ [refBrand]: name, path: Object.freeze(path) })
