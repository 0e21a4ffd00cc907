/** Types of the field builders: what a read gives, what a write takes, and wrong calls. Compiled, never run. */
import { type } from 'arktype'
import * as v from 'valibot'
import { z } from 'zod'
import { f } from '../../src/field/f.ts'
import type { InputOf, InsertOf, OutputOf, TraitsOf, ValuesOf } from '../../src/field/field-types.ts'
import type { StandardSchema } from '../../src/types/standard-schema.ts'
import { assertType, type Equal } from './assert.ts'

type Out<F extends StandardSchema> = OutputOf<F>
type In<F extends StandardSchema> = InputOf<F>
type Show<T> = { [K in keyof T]: T[K] }

// modifiers
const named = f.string().trim().lower().min(1).max(9).pattern(/a/)
assertType<Equal<Out<typeof named>, string>>()
const optional = f.string().optional()
assertType<Equal<Out<typeof optional>, string | undefined>>()
const nullable = f.number().min(1).nullable()
assertType<Equal<Out<typeof nullable>, number | null>>()
const defaulted = f.number().default(() => 1)
assertType<Equal<Out<typeof defaulted>, number>>()
assertType<Equal<In<typeof defaulted>, number | undefined>>()
const computed = f.string().computed((values: { first: string }) => values.first)
assertType<Equal<TraitsOf<typeof computed>, 'computed'>>()
const several = f.string().readonly().hidden().as('x')
assertType<Equal<TraitsOf<typeof several>, 'readonly' | 'hidden'>>()
const created = f.date().createdAt()
assertType<Equal<In<typeof created>, Date | undefined>>()
assertType<Equal<TraitsOf<typeof created>, 'readonly'>>()

// kinds
const status = f.enum('open', 'paid').default('open')
assertType<Equal<Out<typeof status>, 'open' | 'paid'>>()
const literal = f.literal(3)
assertType<Equal<Out<typeof literal>, 3>>()
const id = f.ulid()
assertType<Equal<In<typeof id>, string | undefined>>()
const reference = f.ulid().optional()
assertType<Equal<Out<typeof reference>, string | undefined>>()
const list = f.list(f.date())
assertType<Equal<Out<typeof list>, Date[]>>()
assertType<Equal<TraitsOf<typeof list>, 'unkeyable'>>()
const tuple = f.tuple([f.string(), f.number()])
assertType<Equal<Out<typeof tuple>, [string, number]>>()
const record = f.record(f.boolean())
assertType<Equal<Out<typeof record>, Record<string, boolean>>>()
const tags = f.set(f.enum('a', 'b'))
assertType<Equal<Out<typeof tags>, Set<'a' | 'b'>>>()
const map = f.map({ city: f.string(), zip: f.string().optional(), floor: f.integer().default(0) })
assertType<Equal<Out<typeof map>, { city: string; floor: number; zip?: string | undefined }>>()
assertType<Equal<In<typeof map>, { city: string; zip?: string | undefined; floor?: number | undefined }>>()
const shape = f.union('kind', [
  f.map({ kind: f.literal('circle'), radius: f.number() }),
  f.map({ kind: f.literal('square'), side: f.number().optional() }),
])
assertType<
  Equal<Out<typeof shape>, { kind: 'circle'; radius: number } | { kind: 'square'; side?: number | undefined }>
>()
const json = f.json<{ a: number[] }>()
assertType<Equal<Out<typeof json>, { a: number[] }>>()

// schemas
const fields = {
  email: z.email(),
  age: v.optional(v.number()),
  size: type('number'),
  color: z.string().default('red'),
  when: f.from(z.coerce.date(), { key: 'date' }),
  note: f.string().optional(),
}
type Values = ValuesOf<typeof fields>
assertType<Equal<Values['email'], string>>()
assertType<Equal<Values['age'], number | undefined>>()
assertType<Equal<Values['size'], number>>()
assertType<Equal<Values['color'], string>>()
assertType<Equal<Values['when'], Date>>()
type Insert = Show<InsertOf<typeof fields>>
const insert: Insert = { email: 'a', size: 1 }
void insert
// @ts-expect-error email is required
const missing: Insert = { size: 1 }
void missing

// wrong calls
// @ts-expect-error a number has no pattern
f.number().pattern(/a/)
// @ts-expect-error the default is not a member of the enum
f.enum('a', 'b').default('c')
// @ts-expect-error an enum needs a value
f.enum()
// @ts-expect-error sets hold strings, numbers, bigints and bytes
f.set(f.boolean())
// @ts-expect-error the members of a union have the discriminator
f.union('kind', [f.map({ other: f.literal('a') })])
// @ts-expect-error only dates are set on create
f.string().createdAt()
// @ts-expect-error there is no such key type
f.from(z.string(), { key: 'text' })
// @ts-expect-error a list needs a field
f.list('string')
