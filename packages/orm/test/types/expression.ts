/** Type tests of lookups and changes: right calls compile, wrong calls do not. Compiled by `tsc`, never run. */

import type { Changes } from '../../src/expression/change-types.ts'
import {
  addTo,
  append,
  at,
  F,
  ifMissing,
  minus,
  patch,
  plus,
  prepend,
  remove,
  removeFrom,
} from '../../src/expression/changes.ts'
import type { Filter } from '../../src/expression/lookup-types.ts'
import {
  and,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  missing,
  ne,
  not,
  oneOf,
  or,
  ref,
  size,
  typeIs,
} from '../../src/expression/operators.ts'

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

interface Values {
  orderId: string
  status: 'open' | 'paid' | 'shipped'
  total: number
  limit: number
  count: bigint
  price: string
  paid: boolean
  placedAt: Date
  picture: Uint8Array
  address: { city: string; zip?: string | undefined; kind: 'home' | 'work' }
  tags: Set<string> | undefined
  lines: { sku: string; amount: number }[]
  words: string[]
  grades: ('good' | 'bad')[]
  rows: number[][]
  kinds: Set<'good' | 'bad'>
  prices: Record<string, number>
  note?: string | null
  shape: { kind: 'circle'; radius: number } | { kind: 'square'; side: number }
  json: Json
  free: unknown
}

declare const filter: (filter: Filter<Values>) => void
declare const update: (changes: Changes<Values>) => void
declare const someText: string
declare const someStatus: Values['status']
declare const someList: readonly Values['status'][]

// right lookups
filter({})
filter({ total: 10, status: 'open', paid: true, placedAt: new Date(), count: 1n, note: null })
filter({ total: gte(10), limit: lt(3), count: gt(5n), placedAt: gte(new Date()), price: gte('1.00') })
filter({ status: eq('open') })
filter({ status: ne('open') })
filter({ status: eq(someStatus) })
filter({ status: oneOf('open', 'paid') })
filter({ status: oneOf(['open', 'paid']) })
filter({ status: oneOf(someList) })
filter({ status: oneOf([]) })
filter({ status: not(oneOf('open', 'paid')) })
filter({ status: beginsWith('o') })
filter({ total: oneOf(1, 2), placedAt: between(new Date(0), new Date()) })
filter({ total: between(1, 5), orderId: between('a', 'b'), count: between(1n, 2n) })
filter({ address: { city: beginsWith('L') } })
filter({ address: { city: 'London', kind: oneOf('home', 'work'), zip: missing() } })
filter({ address: eq({ city: 'London', kind: 'home' }) })
filter({ address: exists() })
filter({ tags: contains('x') })
filter({ words: contains('x') })
filter({ orderId: contains('x') })
filter({ tags: size(gte(2)), words: size(3), orderId: size(between(1, 5)), address: size(2) })
filter({ tags: new Set(['x']) })
filter({ tags: eq(new Set(['x'])) })
filter({ words: ['x'], lines: eq([{ sku: 'a', amount: 1 }]) })
filter({ words: at(0, beginsWith('x')), lines: at(0, { amount: gt(3) }) })
filter({ lines: contains({ sku: 'a', amount: 1 }) })
filter({ orderId: exists(), note: missing() })
filter({ orderId: not(eq('x')), paid: not(true as never) })
filter({ total: ref('limit') })
filter({ total: gt(ref('limit')), orderId: contains(ref('status')) })
filter({ total: gt(F('limit')) })
filter({ prices: { apple: gt(3) } })
filter({ shape: { kind: 'circle', radius: gt(1) } })
filter({ json: { a: { b: 'x' } }, free: { anything: 1 } })
filter({ picture: beginsWith(new Uint8Array()), orderId: typeIs('S') })
filter(and({ total: gte(1) }, or({ status: 'open' }, { status: eq('paid') }), not({ address: { city: 'x' } })))
const standalone = or({ total: gt(1) }, { status: 'open' })
filter(standalone)
filter(and(standalone, { paid: true }))

// wrong lookups
// @ts-expect-error a number is not text
filter({ total: 'x' })
// @ts-expect-error the operand has another type
filter({ total: gte('x') })
// @ts-expect-error not a member of the enum
filter({ status: 'lost' })
// @ts-expect-error not a member of the enum
filter({ status: eq('lost') })
// @ts-expect-error not every member is in the enum
filter({ status: oneOf('open', 'lost') })
// @ts-expect-error any text is too wide for an enum
filter({ status: eq(someText) })
// @ts-expect-error beginsWith() fits text
filter({ total: beginsWith('x') })
// @ts-expect-error contains() fits containers
filter({ total: contains(1) })
// @ts-expect-error elements are text
filter({ tags: contains(1) })
// @ts-expect-error size() fits containers
filter({ total: size(1) })
// @ts-expect-error a map has no order
filter({ address: gt({ city: 'x', kind: 'home' }) })
// @ts-expect-error booleans have no order
filter({ paid: gt(true) })
// @ts-expect-error there is no such field
filter({ totl: 10 })
// @ts-expect-error there is no such member
filter({ address: { town: 'x' } })
// @ts-expect-error a member of the wrong type
filter({ address: { city: gt(1) } })
// @ts-expect-error undefined is not a value
filter({ total: undefined })
// @ts-expect-error undefined is not an operand
filter({ total: eq(undefined) })
// @ts-expect-error there is no such field to compare with
filter({ total: ref('limt') })
// @ts-expect-error there is no such field to compare with
filter({ total: gt(ref('limt')) })
// @ts-expect-error a wrong filter inside a combination
filter(and({ total: gte('x') }))
// @ts-expect-error an unknown field inside a combination
filter(and({ total: 1 }, { totl: 1 }))
// @ts-expect-error changes are no lookups
filter({ total: plus(1) })
// @ts-expect-error not nullable
filter({ total: null })
// @ts-expect-error an element of the wrong type
filter({ words: at(0, gt(1)) })

// right changes
update({ total: 1, status: 'open', note: null, tags: new Set(['x']), address: { city: 'x', kind: 'home' } })
update({ total: plus(5), limit: minus(5, 0), count: plus(5n), price: plus('0.10') })
update({ words: append('x', 'y') })
update({ words: prepend('x') })
update({ words: append(['x', 'y']), lines: prepend([{ sku: 'a', amount: 1 }]) })
update({ words: append(new Set(['x'])), tags: addTo(new Set(['x', 'y'])) })
update({ tags: removeFrom(['x']) })
update({ grades: append(['good', 'bad']), rows: append([1, 2]) })
update({ grades: append('good'), rows: append([1], [2]) })
update({ kinds: addTo(new Set(['good'])) })
update({ kinds: addTo(['good', 'bad']) })
update({ lines: append({ sku: 'a', amount: 1 }) })
update({ tags: addTo('x'), note: remove() })
update({ tags: removeFrom('x', 'y') })
update({ tags: remove() })
update({ total: ifMissing(0), status: ifMissing('open') })
update({ address: patch({ city: 'x', zip: remove(), kind: 'home' }) })
update({ prices: patch({ apple: plus(1) }) })
update({ words: at(0, 'x'), lines: at(1, patch({ amount: plus(1) })) })
update({ lines: at(1, { sku: 'x', amount: 2 }) })
update({ words: [at(0, 'x'), at(3, remove())], grades: [at(0, 'good')], rows: [at(0, [at(1, plus(1))])] })
update({ lines: [at(0, patch({ amount: plus(1) })), at(1, { sku: 'x', amount: 2 }), at(2, remove())] })
update({ json: patch({ a: [at(0, 1)] }), free: [at(0, 'x')] })
update({ total: F('limit').plus(1), limit: F('total').minus(F('limit')) })
update({ total: F('limit') })
update({ total: ref('limit') })
update({ shape: { kind: 'circle', radius: 3 }, free: 1, json: { a: [1, { b: 2 }] } })

// wrong changes
// @ts-expect-error undefined is not a change
update({ total: undefined })
// @ts-expect-error numbers of another kind
update({ total: plus(5n) })
// @ts-expect-error text is no amount of a number
update({ total: plus('5') })
// @ts-expect-error a date is not counted
update({ placedAt: plus(5) })
// @ts-expect-error a set is not appended to
update({ tags: append('x') })
// @ts-expect-error a list is not a set
update({ words: addTo('x') })
// @ts-expect-error elements are text
update({ words: append([1]) })
// @ts-expect-error elements are of the enum
update({ grades: append(['lost']) })
// @ts-expect-error elements are lists of numbers
update({ rows: append([[[1]]]) })
// @ts-expect-error elements are text
update({ words: append(1) })
// @ts-expect-error not a member of the enum
update({ status: ifMissing('lost') })
// @ts-expect-error a member of the wrong type
update({ address: patch({ city: 1 }) })
// @ts-expect-error there is no such member
update({ address: patch({ town: 'x' }) })
// @ts-expect-error there is no such field
update({ totl: 1 })
// @ts-expect-error there is no such field
update({ total: F('limt').plus(1) })
// @ts-expect-error operators are no changes
update({ total: gt(1) })
// @ts-expect-error an element of the wrong type
update({ words: at(0, 1) })
// @ts-expect-error an element of the wrong type
update({ words: [at(0, 'x'), at(1, 1)] })
// @ts-expect-error at() beside plain elements
update({ words: ['x', at(1, 'y')] })
// @ts-expect-error at() beside other changes
update({ words: [at(1, 'y'), append('z')] })
// @ts-expect-error a set has no positions
update({ tags: [at(0, 'x')] })
// @ts-expect-error a change that does not fit the element
update({ words: [at(0, plus(1))] })
