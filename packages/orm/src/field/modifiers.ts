/** The builder behind every field, with the modifiers that all kinds share, written once. Immutable; compiled on first use. */
import type { StandardSchema } from '../types/standard-schema.ts'
import type { CheckRule } from './check.ts'
import { defineField, type Modifiers, noModifiers, standardFace } from './define-field.ts'
import type { FieldSpec } from './field-spec.ts'
import type { Field, Trait } from './field-types.ts'
import type { FieldKernel } from './kernel.ts'

/**
 * A field builder. The kernel is made when `'~field'` is first read: a problem of the field then shows among the other
 * problems of the model's definition, and not as a throw from the middle of it.
 */
export class FieldBuilder<Output, Input = Output, Traits extends Trait = never>
  implements Field<Output, Input, Traits>
{
  declare readonly '~traits': Traits
  readonly #kernel: () => FieldKernel
  readonly #modifiers: Modifiers
  #spec: FieldSpec | undefined

  constructor(kernel: () => FieldKernel, modifiers?: Partial<Modifiers>) {
    this.#kernel = kernel
    this.#modifiers = modifiers === undefined ? noModifiers : { ...noModifiers, ...modifiers }
  }

  get '~field'(): FieldSpec {
    this.#spec ??= defineField(this.#kernel(), this.#modifiers)
    return this.#spec
  }

  get '~standard'(): StandardSchema<Input, Output>['~standard'] {
    return standardFace(() => this['~field']) as StandardSchema<Input, Output>['~standard']
  }

  optional(): Field<Output | undefined, Input | undefined, Traits> {
    return this.modified({ optional: true, generate: undefined })
  }

  nullable(): Field<Output | null, Input | null, Traits> {
    return this.modified({ nullable: true })
  }

  default(
    value: Exclude<Output, undefined> | (() => Exclude<Output, undefined>),
  ): Field<Exclude<Output, undefined>, Input | undefined, Traits> {
    return this.modified({ default: defaultOf(value), constant: typeof value !== 'function', generate: undefined })
  }

  readonly(): Field<Output, Input, Traits | 'readonly'> {
    return this.modified({ readonly: true })
  }

  /** Typed by the interface: its traits would be inferred from here into every field. */
  as(attribute: string): never {
    return this.modified({ attribute }) as never
  }

  hidden(): Field<Output, Input, Traits | 'hidden'> {
    return this.modified({ hidden: true })
  }

  secret(): Field<Output, Input, Traits | 'hidden'> {
    return this.modified({ hidden: true, secret: true })
  }

  keyOnly(): Field<Output, Input, Traits | 'keyOnly'> {
    return this.modified({ keyOnly: true })
  }

  check(rule: ((value: Exclude<Output, undefined | null>) => unknown) | StandardSchema): Field<Output, Input, Traits> {
    return this.modified({ checks: [...this.#modifiers.checks, rule as CheckRule] })
  }

  computed(compute: (values: never) => Output): Field<Output, undefined, Traits | 'computed'> {
    return this.modified({ computed: compute as Modifiers['computed'] })
  }

  /** A new builder of the same kernel. */
  protected modified<O, I, T extends Trait>(changes: Partial<Modifiers>): FieldBuilder<O, I, T> {
    return new FieldBuilder<O, I, T>(this.#kernel, { ...this.#modifiers, ...changes })
  }
}

/** Mutable values are copied for each use, so that two items never share one. */
const defaultOf = (value: unknown): (() => unknown) => {
  if (typeof value === 'function') return value as () => unknown
  return typeof value === 'object' && value !== null ? () => structuredClone(value) : () => value
}
