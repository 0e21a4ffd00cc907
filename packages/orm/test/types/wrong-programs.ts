/**
 * Wrong programs, and the part of the compiler's first message that tells the user what to do. Data of `messages.test.ts`,
 * which keeps the whole messages; each program is a module of its own beside `shop`.
 */

/** The right program that the wrong ones import. */
export const shop = `
import { f, Table } from 'single-table-orm'
export const shop = new Table({ name: 'shop', indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })
export class User extends shop.Model<User>()('User', {
  fields: { userId: f.string(), email: f.string(), name: f.string() },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'PROFILE' },
    byEmail: { index: 'gsi1', pk: 'EMAIL#{email}', sk: 'USER' },
  },
  unique: { email: ['email'] },
}) {}
export class Order extends shop.Model<Order>()('Order', {
  fields: {
    userId: f.string(),
    orderId: f.ulid(),
    status: f.enum('open', 'paid').default('open'),
    total: f.number(),
    placedAt: f.date().createdAt(),
    address: f.map({ city: f.string(), zip: f.string().optional() }),
    tags: f.set(f.string()).optional(),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
  },
}) {}
export class Part extends shop.Model<Part>()('Part', {
  fields: { partId: f.string() },
  keys: { primary: { pk: 'PART#{partId}', sk: 'PART' } },
}) {}
`

/** One wrong program and the message that it must give. */
export interface WrongProgram {
  readonly code: string
  readonly says: string
}

const model = (name: string, definition: string): string => `
import { f } from 'single-table-orm'
import { shop } from './shop.ts'
export class ${name} extends shop.Model<${name}>()('${name}', {${definition}}) {}
`
/** A module that uses everything there is, and calls something. */
export const call = (code: string): string => `
import { beginsWith, contains, gte, plus } from 'single-table-orm'
import { Order, Part, shop, User } from './shop.ts'
export const use = { beginsWith, contains, gte, plus, Order, Part, shop, User }
export const call = () => ${code}
`
/** A model on an index that holds a part of its items. */
const slim = (code: string): string => `
import { f, Table } from 'single-table-orm'
const table = new Table({ indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK', projection: 'KEYS_ONLY' } } })
class Leaf extends table.Model<Leaf>()('Leaf', {
  fields: { id: f.string(), tree: f.string(), size: f.number() },
  keys: { primary: { pk: 'LEAF#{id}', sk: 'X' }, byTree: { index: 'gsi1', pk: 'TREE#{tree}', sk: '{id}' } },
}) {}
export const call = () => ${code}
`
const update = (changes: string): string => `
import { addTo, append, at, F, patch, plus, remove } from 'single-table-orm'
import { Order } from './shop.ts'
export const use = [addTo, append, at, F, patch, plus, remove]
export const call = () => Order.objects.update({ userId: 'u', orderId: 'x' }, ${changes})
`
const fields = 'fields: { id: f.string(), parts: f.list(f.string()) }'

export const wrongPrograms: Readonly<Record<string, WrongProgram>> = {
  'a table has an unknown option': {
    code: `
import { Table } from 'single-table-orm'
export const table = new Table({ name: 'shop', colour: 'red' })
`,
    says: "A table has no option 'colour'",
  },
  'the class is not named': {
    code: `
import { f } from 'single-table-orm'
import { shop } from './shop.ts'
export class Leaf extends shop.Model()('Leaf', { fields: { id: f.string() }, keys: { primary: { pk: '{id}', sk: 'X' } } }) {}
`,
    says: "Name the class itself: class X extends table.Model<X>()('X', { … }) {}",
  },
  'a template names an unknown field': {
    code: model('Leaf', `${fields}, keys: { primary: { pk: 'LEAF#{uid}', sk: 'X' } }`),
    says: "Field 'uid' is not declared in fields",
  },
  'a list is part of a key': {
    code: model('Leaf', `${fields}, keys: { primary: { pk: 'LEAF#{parts}', sk: 'X' } }`),
    says: "Field 'parts' cannot be part of a key: keys hold strings, numbers, booleans, dates and bytes",
  },
  'the table has no such index': {
    code: model(
      'Leaf',
      `${fields}, keys: { primary: { pk: 'LEAF#{id}', sk: 'X' }, other: { index: 'gsi9', pk: 'A', sk: 'B' } }`,
    ),
    says: "The table's indexes are: gsi1",
  },
  'the options of the table are of a type that has no names of indexes': {
    code: `
import { f, Table, type TableOptions } from 'single-table-orm'
const options: TableOptions = { indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } }
const table = new Table(options)
export class Leaf extends table.Model<Leaf>()('Leaf', {
  fields: { id: f.string() }, keys: { primary: { pk: 'LEAF#{id}', sk: 'X' }, other: { index: 'gsi1', pk: 'A', sk: 'B' } },
}) {}
`,
    says: 'The types know no index of the table: declare indexes in new Table({ … }) itself, or in an object with `satisfies TableOptions`',
  },
  'the table has no indexes': {
    code: `
import { f, Table } from 'single-table-orm'
const table = new Table({ name: 'bare' })
export class Leaf extends table.Model<Leaf>()('Leaf', {
  fields: { id: f.string() }, keys: { primary: { pk: 'LEAF#{id}', sk: 'X' }, other: { index: 'gsi1', pk: 'A', sk: 'B' } },
}) {}
`,
    says: 'The types know no index of the table: declare indexes in new Table({ … }) itself',
  },
  'a pattern has a member that none has': {
    code: model('Leaf', `${fields}, keys: { primary: { pk: 'LEAF#{id}', sk: 'X', sort: 'Y' } }`),
    says: 'A pattern has index, pk, sk and shards',
  },
  'there is no primary key': {
    code: model('Leaf', `${fields}, keys: { other: { index: 'gsi1', pk: 'A#{id}', sk: 'B' } }`),
    says: 'A model needs a primary key',
  },
  'there are no keys': { code: model('Leaf', `${fields}`), says: 'A model needs a primary key' },
  'a unique constraint names an unknown field': {
    code: model('Leaf', `${fields}, keys: { primary: { pk: 'LEAF#{id}', sk: 'X' } }, unique: { some: ['nobody'] }`),
    says: 'Type \'"nobody"\' is not assignable to type \'"id" | "parts"\'',
  },
  'a definition has an unknown member': {
    code: model('Leaf', `${fields}, keys: { primary: { pk: 'LEAF#{id}', sk: 'X' } }, colour: 'red'`),
    says: "'colour' does not exist in type 'Definition<",
  },
  'a field is no schema': {
    code: model('Leaf', `fields: { id: 'string' }, keys: { primary: { pk: 'LEAF#{id}', sk: 'X' } }`),
    says: "Type 'string' is not assignable to type 'StandardSchema",
  },
  'a create on condition': {
    code: call(`User.objects.create({ userId: 'u', email: 'e', name: 'n' }, { if: { name: 'x' } })`),
    says: 'create() inserts, so there is no item that a condition could hold of: use upsert(), replace() or update()',
  },
  'a replace on condition of an unknown field': {
    code: call(`User.objects.replace({ userId: 'u', email: 'e', name: 'n' }, { if: { nam: 'x' } })`),
    says: "Did you mean to write 'name'?",
  },
  'a delete of many on condition of a wrong type': {
    code: call(`Order.objects.deleteMany([], { if: { total: '1' } })`),
    says: "Type 'string' is not assignable to type",
  },
  'create with a wrong value type': {
    code: call(`Order.objects.create({ userId: 'u', total: '1', address: { city: 'x' } })`),
    says: "Type 'string' is not assignable to type 'number'",
  },
  'create without a required field': {
    code: call(`Order.objects.create({ userId: 'u', total: 1 })`),
    says: "Property 'address' is missing",
  },
  'create with an unknown field': {
    code: call(`Order.objects.create({ userId: 'u', totle: 1, total: 1, address: { city: 'x' } })`),
    says: "Did you mean to write 'total'?",
  },
  'create with a wrong member of a map': {
    code: call(`Order.objects.create({ userId: 'u', total: 1, address: { town: 'x' } })`),
    says: "'town' does not exist",
  },
  'get without a part of the key': {
    code: call(`Order.objects.get({ userId: 'u' })`),
    says: "Property 'orderId' is missing",
  },
  'get with a field of no key': {
    code: call(`User.objects.get({ name: 'x' })`),
    says: "'name' does not exist in type '{ readonly userId: string; } | { readonly email: string; }'",
  },
  'using with a gap': { code: call(`Order.objects.using({ orderId: 'x' })`), says: "Property 'userId' is missing" },
  'using with a field of no key': {
    code: call(`Order.objects.using({ total: 1 })`),
    says: "'total' does not exist in type '({ readonly userId: string; }",
  },
  'using with a wrong operator': {
    code: call(`Order.objects.using({ userId: 'u', orderId: contains('x') })`),
    says: 'contains() fits a string, a set or a list',
  },
  'by with an unknown pattern': { code: call(`Order.objects.by('byState', { status: 'open' })`), says: '"byState"' },
  'filter with a wrong operator': {
    code: call(`Order.objects.scan().filter({ total: beginsWith('1') })`),
    says: 'beginsWith() fits a string or binary field',
  },
  'filter with an operator of a wrong type': {
    code: call(`Order.objects.scan().filter({ total: gte('1') })`),
    says: "Type 'string' is not assignable to type 'number | RefTo<",
  },
  'filter with a wrong value': {
    code: call(`Order.objects.scan().filter({ status: 'lost' })`),
    says: 'Type \'"lost"\' is not assignable to type \'Lookup<"open" | "paid"',
  },
  'filter with an unknown field': {
    code: call(`Order.objects.scan().filter({ totle: 1 })`),
    says: "Did you mean to write 'total'?",
  },
  'filter with an unknown member of a map': {
    code: call(`Order.objects.scan().filter({ address: { town: 'x' } })`),
    says: "'town' does not exist",
  },
  'filter by a field that the index does not hold': {
    code: slim(`Leaf.objects.using({ tree: 't' }).filter({ size: 1 })`),
    says: "'size' does not exist in type 'Filter<",
  },
  'only a field that the index does not hold': {
    code: slim(`Leaf.objects.using({ tree: 't' }).only('size')`),
    says: 'Argument of type \'"size"\' is not assignable to parameter of type \'"id" | "tree"\'',
  },
  'a result that the index does not hold whole': {
    code: slim(`Leaf.objects.using({ tree: 't' }).first().then((leaf) => leaf?.save())`),
    says: "Property 'save' does not exist on type '{ ",
  },
  'more of the key of an index that holds a part': {
    code: slim(`Leaf.objects.using({ tree: 't' }).using({ id: 'x' })`),
    says: 'An index that holds a part of the items needs the whole key in the first call',
  },
  'using with a field of no key, where an index holds a part': {
    code: slim(`Leaf.objects.using({ tree: 't', size: 1 })`),
    says: "'size' is part of no key",
  },
  'a change that does not fit': {
    code: call(`Order.objects.update({ userId: 'u', orderId: 'x' }, { status: plus(1) })`),
    says: 'plus() and minus() fit a number, bigint or decimal field',
  },
  'a change of the primary key': {
    code: update(`{ orderId: 'y' }`),
    says: "'orderId' is part of the primary key, which no update changes: move() does",
  },
  'a change of a readonly field': {
    code: update(`{ placedAt: new Date() }`),
    says: "'placedAt' is readonly: it never changes after create",
  },
  'a removal of a required field': {
    code: update(`{ total: remove() }`),
    says: 'remove() fits an optional field, one with a default, a set, and elements of lists and records',
  },
  'a removal of a required member': {
    code: update(`{ address: patch({ city: remove() }) }`),
    says: 'remove() fits an optional field, one with a default, a set, and elements of lists and records',
  },
  'an undefined member of a patch': {
    code: update(`{ address: patch({ zip: undefined }) }`),
    says: 'undefined is no change: use remove(), or leave the field out',
  },
  'an operator of another kind of field': {
    code: update(`{ tags: append('x') }`),
    says: 'append() and prepend() fit a list',
  },
  'a set operator on text': {
    code: update(`{ status: addTo('x') }`),
    says: 'addTo() and removeFrom() fit a set',
  },
  'another field that is not there': {
    code: update(`{ total: F('totle') }`),
    says: "Type 'FieldRef<\"totle\">' is not assignable to type 'Change<number,",
  },
  'another field of another type': {
    code: update(`{ total: F('status') }`),
    says: "Type 'FieldRef<\"status\">' is not assignable to type 'Change<number,",
  },
  'a sum into text': {
    code: update(`{ status: F('total').plus(1) }`),
    says: "Type 'Sum<\"total\", 1>' is not assignable to type 'Change<",
  },
  'elements beside other changes': {
    code: update(`{ address: [at(0, 'x')] }`),
    says: 'At<',
  },
  'an undefined change': {
    code: call(`Order.objects.update({ userId: 'u', orderId: 'x' }, { total: undefined })`),
    says: 'undefined is no change: use remove(), or leave the field out',
  },
  'a change of the primary key in a transaction': {
    code: call(`shop.transaction((tx) => tx.update({} as Order, { userId: 'x' }))`),
    says: "'userId' is part of the primary key, which no update changes: move() does",
  },
  'a filter by another field of another type': {
    code: `
import { ref } from 'single-table-orm'
import { Order } from './shop.ts'
export const call = () => Order.objects.scan().filter({ total: ref('status') })
`,
    says: "Type 'Ref<\"status\">' is not assignable to type 'Lookup<number,",
  },
  'a reference into a map with a dot': {
    code: `
import { ref } from 'single-table-orm'
import { Order } from './shop.ts'
export const call = () => Order.objects.scan().filter({ status: ref('address.city') })
`,
    says: `"('address', …)"`,
  },
  'an undefined change of an instance in a transaction': {
    code: call(`shop.transaction((tx) => tx.update({} as Order, { total: undefined }))`),
    says: 'undefined is no change: use remove(), or leave the field out',
  },
  'a change of an unknown field': {
    code: call(`Order.objects.update({ userId: 'u', orderId: 'x' }, { totle: 1 })`),
    says: "Did you mean to write 'total'?",
  },
  'a collection of two partitions': {
    code: call(`shop.collection(User, Part)`),
    says: "The models of a collection share one partition key: that of User is 'USER#{userId}', that of Part is 'PART#{partId}'",
  },
  'a collection without its partition': {
    code: call(`shop.collection(User, Order).using({ orderId: 'x' })`),
    says: "'orderId' does not exist in type '{ readonly userId: string; }",
  },
  'a collection by a pattern that not all models have': {
    code: call(`shop.collection(User, Order).by('byEmail', { email: 'x' })`),
    says: "The models do not share the pattern 'byEmail': that of User has the partition key 'EMAIL#{email}'",
  },
  'a limit of a model that is not in the collection': {
    code: call(`shop.collection(User, Order).using({ userId: 'u' }).limit({ Part: 1 })`),
    says: "'Part' does not exist in type",
  },
  'an extension that does not name its class': {
    code: call(`User.extend()('Admin', {})`),
    says: 'Name the class itself',
  },
  'an extension whose template names an unknown field': {
    code: call(`User.extend<User>()('Admin', { keys: { byTeam: { index: 'gsi1', pk: 'TEAM#{team}', sk: 'X' } } })`),
    says: "Field 'team' is not declared in fields",
  },
  'a budget without a bound': {
    code: call(`Order.objects.using({ userId: 'u' }).budget({})`),
    says: "not assignable to parameter of type '{ readonly requests: number;",
  },
  'a scan from its end': {
    code: call(`Order.objects.scan().filter({ total: 1 }).reverse()`),
    says: 'A scan has no order: it cannot be reversed, and has no last item',
  },
  'a consistent read of a global index': {
    code: call(`Order.objects.by('byStatus', { status: 'open' }).limit(1).consistent()`),
    says: 'A global index has no consistent reads: read by the primary key or a local index',
  },
  'an update over an index that holds a part': {
    code: slim(`Leaf.objects.by('byTree', { tree: 't' }).update({ size: 1 })`),
    says: 'The index holds a part of the items: add hydrate(), and what it finds can be written',
  },
  'a delete over an index that holds a part': {
    code: slim(`Leaf.objects.scan({ index: 'gsi1' }).limit(3).delete()`),
    says: 'The index holds a part of the items: add hydrate(), and what it finds can be written',
  },
  'a collection over an index that holds a part': {
    code: slim(`table.collection(Leaf).by('byTree', { tree: 't' }).limit(3).grouped()`),
    says: 'The index holds a part of the items: add hydrate(), or name fields of every model with only()',
  },
  'a scan of the table for what is no model': {
    code: call(`shop.scan({ models: [User, 'Order'] })`),
    says: "Type 'string' is not assignable to type 'AnyModel'",
  },
  'an item of any model': {
    code: call(`shop.scan().first().then((item) => item?.total)`),
    says: "Property 'total' does not exist on type",
  },
  'versions of an instance whose model keeps none': {
    code: call(`new Part({ partId: 'p' }).history()`),
    says: "Property 'history' does not exist on type 'Part'",
  },
  'the history of an item whose model keeps none': {
    code: call(`Part.objects.history({ partId: 'p' })`),
    says: 'Versions are kept of a model with history: true',
  },
  'null in place of options': {
    code: call(`shop.transaction((tx) => tx.delete(Part, { partId: 'p' }), null)`),
    says: "Argument of type 'null' is not assignable to parameter of type 'TransactionOptions | undefined'",
  },
  'an option that a call does not have': {
    code: call(`Part.objects.find({ partId: 'p' }, { consistnt: true })`),
    says: "'consistnt'",
  },
  'drop without its confirmation': { code: call(`shop.drop()`), says: 'Expected 1 arguments, but got 0' },
}
