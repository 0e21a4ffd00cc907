/** The types of a model that a test writes by hand, where `table.Model` infers them from a definition. Test code only. */
import type { FieldMap, GivenOf, ValuesOf } from '../../src/field/field-types.ts'
import type { KeyMap, ModelTypes } from '../../src/schema/definition.ts'

export type TypesFor<Self, Name extends string, Fields extends FieldMap, Keys extends KeyMap> = ModelTypes<
  Self,
  {
    name: Name
    fields: Fields
    values: ValuesOf<Fields>
    given: GivenOf<Fields>
    keys: Keys
    unique: object
    indexes: unknown
  }
>
