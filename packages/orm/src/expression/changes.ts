/** The change functions of updates. Plain functions without state that return frozen nodes; a model checks them on use. */
import { changeBrand, refBrand } from './brands.ts'
import type {
  Amount,
  ChangeName,
  ChangeOperator,
  Defined,
  FieldRef,
  ListField,
  NumberField,
  OptionalField,
  Patch,
  SetField,
  Sum,
} from './change-types.ts'
import type { At, EveryField } from './lookup-types.ts'
import type { Ref, RefName } from './ref-types.ts'

type Value = string | number | bigint | boolean | null | object

const change = <Operand, Rule extends string>(name: ChangeName, operands: readonly unknown[]) =>
  Object.freeze({ [changeBrand]: name, operands: Object.freeze(operands) }) as unknown as ChangeOperator<Operand, Rule>

/**
 * Adds to a number; decimals take strings: `plus('0.10')`.
 *
 * An absent attribute counts from `start`, else from the field's default if that is a constant; without either the change is
 * refused.
 */
export const plus = <Operand extends Amount>(amount: Operand, start?: Amount): ChangeOperator<Operand, NumberField> =>
  change('plus', start === undefined ? [amount] : [amount, start])

/** Takes from a number; decimals take strings. `start` as in `plus`. */
export const minus = <Operand extends Amount>(amount: Operand, start?: Amount): ChangeOperator<Operand, NumberField> =>
  change('minus', start === undefined ? [amount] : [amount, start])

/**
 * Adds elements at the end of a list, given one by one or as one array or Set. An absent list counts as empty.
 *
 * On a list of lists an array is one element.
 */
export const append = <Element extends Value>(...elements: readonly Element[]): ChangeOperator<Element, ListField> =>
  change('append', elements)

/** Adds elements at the beginning of a list, in the order given, as `append`. An absent list counts as empty. */
export const prepend = <Element extends Value>(...elements: readonly Element[]): ChangeOperator<Element, ListField> =>
  change('prepend', elements)

/** Makes an optional field, map member or list element absent. */
export const remove = (): ChangeOperator<never, OptionalField> => change('remove', [])

/** Sets the value only if the attribute is absent. */
export const ifMissing = <Operand extends Value>(value: Operand): ChangeOperator<Operand, EveryField> =>
  change('ifMissing', [value])

/** Adds elements to a set, given one by one or as one array or Set; those already there stay. */
export const addTo = <Element extends Value>(...elements: readonly Element[]): ChangeOperator<Element, SetField> =>
  change('addTo', elements)

/** Removes elements from a set, given as to `addTo`; a set without elements becomes absent. */
export const removeFrom = <Element extends Value>(...elements: readonly Element[]): ChangeOperator<Element, SetField> =>
  change('removeFrom', elements)

/** Changes the named members of a map or record and leaves the others. The map must be there. */
// biome-ignore lint/suspicious/noExplicitAny: the default for a change written away from its model, which is checked on use
export const patch = <Members = any, Given = any>(
  members: NoInfer<Members> & Defined<NoInfer<Members>, Given>,
): Patch<Members> => Object.freeze({ [changeBrand]: 'patch' as const, operands: Object.freeze([members]) })

/**
 * One element of a list, by position from 0: with a value or change in an update, with a value or operator in a filter.
 *
 * Several elements change at once by an array of nothing else: `[at(0, 'x'), at(3, remove())]`. Positions mean the list as it
 * was before the update, whatever is removed. A position after the end appends one element, as in DynamoDB.
 */
export const at = <Inner extends Value>(index: number, inner: Inner): At<Inner> =>
  Object.freeze({ [changeBrand]: 'at' as const, index, operands: Object.freeze([inner]) })

/**
 * Another field of the item, in a change: `F('total').plus(1)`, or alone to copy it.
 *
 * The other field's value is the one before the update. DynamoDB takes one `plus` or `minus` per change.
 */
export const F = <const Name extends string, const Path extends readonly (string | number)[]>(
  name: Name,
  ...path: Path
): FieldRef<RefName<Name, Path>> => {
  const self: FieldRef<RefName<Name, Path>> = Object.freeze({
    [refBrand]: name,
    path: Object.freeze(path),
    plus: (amount: Amount | Ref) => sum([self, '+', amount]),
    minus: (amount: Amount | Ref) => sum([self, '-', amount]),
  })
  return self
}

const sum = (operands: readonly unknown[]): Sum<never> =>
  Object.freeze({ [changeBrand]: 'sum' as const, operands: Object.freeze(operands) })
