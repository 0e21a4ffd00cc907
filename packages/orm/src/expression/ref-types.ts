/** The types of references to other fields: which fields one may name where. */
import type { OutputOf, TraitsOf } from '../field/field-types.ts'
import type { StandardSchema } from '../types/standard-schema.ts'
import type { refBrand } from './brands.ts'

/** Another field of the same item, of any name. */
export interface AnyRef {
  readonly [refBrand]: string
  /** Names or list positions below the field: `ref('address', 'city')`. */
  readonly path: readonly (string | number)[]
}

/**
 * Another field of the same item: what `ref('other')` returns. Frozen.
 *
 * The name is a member of its own, which is compared where it must fit, and not where any reference will do.
 */
export interface Ref<Name extends string = string> extends AnyRef {
  readonly '~name'?: Name | undefined
}

/** Stands for all paths below a field: as it is written, so that a message shows how. No field has such a name. */
type Below<Name extends string> = `('${Name}', …)`

/** The name of a reference, as its type has it. */
export type RefName<Name extends string, Path extends readonly unknown[]> = Path extends readonly []
  ? Name
  : Below<Name>

/** What is compared with what, and copied to what: kinds of values that are stored with one type. */
export type Kind = 'text' | 'number' | 'boolean' | 'date' | 'binary' | 'set' | 'list' | 'map'

/** Kinds of a value; of a declared field: those of what it gives. A value that may be anything is of every kind. */
export type KindOf<Own> = unknown extends Own
  ? Kind
  : Own extends StandardSchema
    ? 'decimal' extends TraitsOf<Own>
      ? 'number'
      : KindOfValue<OutputOf<Own>>
    : KindOfValue<Own>

type KindOfValue<Value> = unknown extends Value
  ? Kind
  : Value extends string
    ? 'text'
    : Value extends number | bigint
      ? 'number'
      : Value extends boolean
        ? 'boolean'
        : Value extends Date
          ? 'date'
          : Value extends Uint8Array
            ? 'binary'
            : Value extends ReadonlySet<unknown>
              ? 'set'
              : Value extends readonly unknown[]
                ? 'list'
                : Value extends object
                  ? 'map'
                  : never

/** Names of the fields of such a kind, and (not further told apart) of what lies in maps and lists. */
export type NamesOfKind<Of extends Kind, Peers> = unknown extends Peers
  ? string
  : {
      [Name in keyof Peers & string]:
        | (KindOf<Peers[Name]> & Of extends never ? never : Name)
        | (KindOf<Peers[Name]> & ('map' | 'list') extends never ? never : Below<Name>)
    }[keyof Peers & string]

/** A reference that fits. An interface, so that names are looked at only where a reference is given. */
export interface RefTo<Own, Peers> extends AnyRef {
  readonly '~name'?: NamesOfKind<KindOf<Own>, Peers> | undefined
}
