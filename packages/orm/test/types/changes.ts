/** Type tests of the operators over a model's fields: a right call and the wrong ones of each. Compiled, never run. */
import {
  addTo,
  append,
  at,
  beginsWith,
  between,
  contains,
  eq,
  F,
  f,
  gt,
  gte,
  ifMissing,
  lt,
  minus,
  ne,
  not,
  oneOf,
  patch,
  plus,
  prepend,
  ref,
  remove,
  removeFrom,
  size,
  Table,
  typeIs,
} from 'single-table-orm'

const shop = new Table({ name: 'shop' })
class Part extends shop.Model<Part>()('Part', {
  fields: {
    partId: f.string(),
    lot: f.string(),
    name: f.string(),
    note: f.string().optional(),
    kind: f.enum('bolt', 'nut').default('bolt'),
    stock: f.integer(),
    limit: f.number().optional(),
    large: f.bigint(),
    price: f.decimal(),
    cost: f.decimal().optional(),
    open: f.boolean(),
    ready: f.boolean().nullable(),
    since: f.date(),
    until: f.timestamp(),
    picture: f.binary(),
    words: f.list(f.string()),
    rows: f.list(f.list(f.number())),
    lines: f.list(f.map({ sku: f.string(), amount: f.number(), note: f.string().optional() })),
    tags: f.set(f.string()),
    sizes: f.set(f.number()).optional(),
    box: f.map({
      width: f.number(),
      label: f.string().optional(),
      tags: f.set(f.string()),
      inner: f.map({ a: f.string() }),
    }),
    byName: f.record(f.number()),
    shape: f.union('type', [
      f.map({ type: f.literal('circle'), radius: f.number() }),
      f.map({ type: f.literal('square'), side: f.number().optional() }),
    ]),
    free: f.any(),
    json: f.json(),
    made: f.date().createdAt(),
    changed: f.date().updatedAt(),
    fixed: f.string().readonly().optional(),
    total: f.number().computed(() => 1),
  },
  keys: { primary: { pk: 'PART#{partId}', sk: 'LOT#{lot}' } },
}) {}
declare const part: Part
declare const maybe: string | undefined
const key = { partId: 'p', lot: 'l' }

// plain values, and names that no update changes
part.update({ name: 'x', note: 'n', kind: 'nut', stock: 1, large: 1n, price: '1.5', ready: null, sizes: new Set([1]) })
part.update({ box: { width: 1, tags: new Set(), inner: { a: 'x' } }, free: { any: [1] }, json: [{ a: null }] })
// @ts-expect-error the primary key
part.update({ partId: 'x' })
// @ts-expect-error the primary key
part.update({ lot: ifMissing('x') })
// @ts-expect-error set when the item is created
part.update({ made: new Date() })
// @ts-expect-error set by every write
part.update({ changed: new Date() })
// @ts-expect-error readonly
part.update({ fixed: remove() })
// @ts-expect-error computed
part.update({ total: 1 })
// @ts-expect-error by key
Part.objects.update(key, { partId: 'x' })
// @ts-expect-error in an upsert of changes
Part.objects.updateOrCreate(key, { made: new Date() }, {} as never)
// @ts-expect-error of many items
Part.objects.scan().update({ total: 1 })
shop.transaction((tx) => {
  tx.update(Part, key, { stock: plus(1) })
  tx.update(part, { stock: plus(1) })
  // @ts-expect-error in a transaction, by key
  tx.update(Part, key, { lot: 'x' })
  // @ts-expect-error in a transaction, by instance
  tx.update(part, { changed: new Date() })
})
// @ts-expect-error lazily
Part.objects.lazy.update(key, { fixed: 'x' })
// @ts-expect-error there is no such field
part.update({ nmae: 'x' })
// @ts-expect-error of another type
part.update({ name: 1 })
// @ts-expect-error not nullable
part.update({ name: null })

// undefined
// @ts-expect-error undefined is no change
part.update({ note: undefined })
// @ts-expect-error it may be undefined
part.update({ note: maybe })
// @ts-expect-error in a patch
part.update({ box: patch({ label: undefined }) })
// @ts-expect-error in a patch, perhaps
part.update({ box: patch({ label: maybe }) })
// @ts-expect-error in a patch of a patch
part.update({ box: patch({ inner: patch({ a: undefined }) }) })
// @ts-expect-error in an element
part.update({ lines: at(0, patch({ note: undefined })) })
// @ts-expect-error in an operator
part.update({ stock: plus(undefined) })

// plus, minus
part.update({ stock: plus(1), limit: minus(1.5, 0), large: plus(2n), price: plus('0.10'), cost: minus('1', '0') })
part.update({ box: patch({ width: plus(1) }), byName: patch({ x: minus(1) }), rows: at(0, at(1, plus(1))) })
// @ts-expect-error text
part.update({ name: plus('1') })
// @ts-expect-error text
part.update({ note: plus('1') })
// @ts-expect-error an enum
part.update({ kind: plus('1') })
// @ts-expect-error a number field counts numbers
part.update({ stock: plus('1') })
// @ts-expect-error a number field counts numbers
part.update({ stock: plus(1n) })
// @ts-expect-error a bigint field counts bigints
part.update({ large: plus(1) })
// @ts-expect-error a decimal field counts texts
part.update({ price: plus(1) })
// @ts-expect-error a date
part.update({ since: plus(1) })
// @ts-expect-error a set
part.update({ sizes: plus(1) })
// @ts-expect-error a list
part.update({ rows: plus(1) })

// append, prepend
part.update({ words: append('x'), rows: prepend([1], [2]), lines: append({ sku: 'x', amount: 1 }) })
// @ts-expect-error text
part.update({ name: append('x') })
// @ts-expect-error a set
part.update({ tags: append('x') })
// @ts-expect-error elements of another type
part.update({ words: append(1) })
// @ts-expect-error a member is missing
part.update({ lines: append({ sku: 'x' }) })

// addTo, removeFrom
part.update({ tags: addTo('x'), sizes: removeFrom(1, 2), box: patch({ tags: addTo('x') }) })
// @ts-expect-error a list
part.update({ words: addTo('x') })
// @ts-expect-error elements of another type
part.update({ tags: addTo(1) })
// @ts-expect-error a number
part.update({ stock: addTo(1) })

// remove
part.update({ note: remove(), kind: remove(), tags: remove(), sizes: remove(), limit: remove() })
part.update({ box: patch({ label: remove(), tags: remove() }), byName: patch({ x: remove() }), words: at(0, remove()) })
part.update({ lines: [at(0, remove()), at(1, patch({ note: remove() }))], json: patch({ a: remove() }) })
// @ts-expect-error required
part.update({ name: remove() })
// @ts-expect-error required
part.update({ stock: remove() })
// @ts-expect-error required, though nullable
part.update({ ready: remove() })
// @ts-expect-error a required list
part.update({ words: remove() })
// @ts-expect-error a required member
part.update({ box: patch({ width: remove() }) })
// @ts-expect-error a required member of an element
part.update({ lines: at(0, patch({ sku: remove() })) })

// ifMissing
part.update({
  note: ifMissing('x'),
  stock: ifMissing(1),
  limit: ifMissing(F('stock')),
  box: patch({ label: ifMissing('x') }),
})
// @ts-expect-error of another type
part.update({ stock: ifMissing('x') })
// @ts-expect-error not a member of the enum
part.update({ kind: ifMissing('x') })
// @ts-expect-error a field of another type
part.update({ stock: ifMissing(F('name')) })

// patch
part.update({ box: patch({ width: 1, inner: patch({ a: 'x' }) }), shape: patch({ radius: 1 }), free: patch({ a: 1 }) })
// @ts-expect-error there is no such member
part.update({ box: patch({ depth: 1 }) })
// @ts-expect-error a member of another type
part.update({ box: patch({ width: 'x' }) })
// @ts-expect-error text has no members
part.update({ name: patch({ a: 1 }) })
// @ts-expect-error a list has no members
part.update({ words: patch({ a: 1 }) })

// at
part.update({ words: at(0, 'x'), rows: [at(0, [1]), at(1, [at(0, plus(1))])], json: at(0, 'x') })
// @ts-expect-error text
part.update({ name: at(0, 'x') })
// @ts-expect-error a position is a number
part.update({ words: at('0', 'x') })
// @ts-expect-error an element of another type
part.update({ words: [at(0, 'x'), at(1, 2)] })
// @ts-expect-error a required element of a tuple or list takes no lookup
part.update({ words: at(0, gt('x')) })

// F
part.update({
  stock: F('limit'),
  limit: F('stock').plus(1),
  large: F('large').minus(1n),
  price: F('cost').plus('0.10'),
})
part.update({
  name: F('note'),
  since: F('until'),
  open: F('ready'),
  tags: F('box', 'tags'),
  box: patch({ width: F('stock') }),
})
part.update({ stock: F('box', 'width').plus(F('lines', 0, 'amount')), note: F('made' as never), limit: F('total') })
// @ts-expect-error there is no such field
part.update({ stock: F('nope') })
// @ts-expect-error there is no such field
part.update({ stock: F('nope').plus(1) })
// @ts-expect-error text into a number
part.update({ stock: F('name') })
// @ts-expect-error a number into text
part.update({ name: F('stock') })
// @ts-expect-error a sum with text
part.update({ stock: F('name').plus(1) })
// @ts-expect-error a sum with a text field
part.update({ stock: F('limit').plus(F('name')) })
// @ts-expect-error a sum into text
part.update({ name: F('stock').plus(1) })
// @ts-expect-error a sum into an enum
part.update({ kind: F('stock').plus(1) })
// @ts-expect-error a number field counts numbers
part.update({ stock: F('limit').plus(1n) })
// @ts-expect-error a decimal field counts texts
part.update({ price: F('cost').plus(1) })
// @ts-expect-error text has nothing below it
part.update({ stock: F('name', 'length') })
// @ts-expect-error a date into a map's number
part.update({ box: patch({ width: F('since') }) })

// lookups: another field
const filter = Part.objects.scan().filter.bind(Part.objects.scan())
filter({ stock: ref('limit'), limit: gt(ref('stock')), price: gte(ref('stock')), large: lt(ref('price')) })
filter({ name: ref('note'), note: beginsWith(ref('name')), words: contains(ref('name')), tags: contains(ref('note')) })
filter({ since: lt(ref('made')), open: ref('ready'), box: { width: ref('stock') }, stock: ref('box', 'width') })
filter({ stock: oneOf<number>(1, 2), limit: between(ref('stock'), ref('total')), free: ref('name'), json: ref('box') })
// @ts-expect-error there is no such field
filter({ stock: ref('nope') })
// @ts-expect-error text
filter({ stock: ref('note') })
// @ts-expect-error text
filter({ stock: eq(ref('note')) })
// @ts-expect-error a number
filter({ name: ne(ref('stock')) })
// @ts-expect-error text
filter({ stock: between(ref('note'), ref('name')) })
// @ts-expect-error a list
filter({ stock: gt(ref('words')) })
// @ts-expect-error a number
filter({ note: beginsWith(ref('stock')) })
// @ts-expect-error a number is no element
filter({ words: contains(ref('stock')) })
// @ts-expect-error text
filter({ box: { width: ref('name') } })
// @ts-expect-error text has nothing below it
filter({ stock: ref('name', 'length') })
// @ts-expect-error below a map, names are arguments of their own
filter({ stock: ref('box.width') })
// @ts-expect-error a boolean
filter({ since: ref('open') })

// lookups: operands
filter({
  stock: between(1, 2),
  name: between('a', 'b'),
  since: between(new Date(0), new Date()),
  large: between(1n, 2n),
})
// @ts-expect-error text
filter({ stock: between('a', 'b') })
// @ts-expect-error bounds of two types
filter({ stock: between(1, 'b') })
// @ts-expect-error numbers
filter({ since: between(1, 2) })
// @ts-expect-error booleans have no order
filter({ open: between(false, true) })
filter({ words: contains('x'), tags: contains('x'), sizes: contains(1), lines: contains({ sku: 'x', amount: 1 }) })
// @ts-expect-error a number
filter({ stock: contains(1) })
// @ts-expect-error elements of another type
filter({ sizes: contains('x') })
// @ts-expect-error elements of another type
filter({ words: contains(1) })
filter({ name: beginsWith('x'), picture: beginsWith(new Uint8Array()), kind: beginsWith('b') })
// @ts-expect-error a number
filter({ stock: beginsWith('1') })
// @ts-expect-error a prefix of text is text
filter({ name: beginsWith(1) })
// @ts-expect-error bytes
filter({ name: beginsWith(new Uint8Array()) })
// @ts-expect-error a list
filter({ words: beginsWith('x') })
filter({
  name: size(3),
  words: size(gt(1)),
  tags: size(not(eq(1))),
  box: size(ref('stock')),
  picture: size(between(1, 2)),
})
// @ts-expect-error a number has no size
filter({ stock: size(1) })
// @ts-expect-error a date has no size
filter({ since: size(1) })
// @ts-expect-error a size is a number
filter({ name: size('3') })
// @ts-expect-error a size has no size
filter({ name: size(size(1)) })
// @ts-expect-error a size does not begin with anything
filter({ name: size(beginsWith('1')) })
filter({ stock: typeIs('N'), free: typeIs('M'), note: not(typeIs('NULL')) })
// @ts-expect-error there is no such type
filter({ stock: typeIs('number') })
