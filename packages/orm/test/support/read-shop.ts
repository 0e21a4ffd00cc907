/** A table, its models as specs, and a session that records what is sent: what tests of reads share. */
import { valuesOf } from '../../src/codec/decode-item.ts'
import { encodeItem } from '../../src/codec/encode-item.ts'
import type { Session, SessionSource } from '../../src/execute/session.ts'
import { f } from '../../src/field/f.ts'
import type { ModelClassLike } from '../../src/query/collection-part-types.ts'
import { createCollectionQuery } from '../../src/query/collection-query.ts'
import { createQuerySet } from '../../src/query/query-set.ts'
import type { QuerySet } from '../../src/query/query-set-types.ts'
import { collectionState } from '../../src/read/collection-state.ts'
import { type GivenValues, queryState } from '../../src/read/query-state.ts'
import { compileModel } from '../../src/schema/compile-model.ts'
import type { DefinitionInput } from '../../src/schema/definition-input.ts'
import type { DecodedItem, ModelSpec, RegisteredTable } from '../../src/schema/model-spec.ts'
import { compileTable, type StorageOptions } from '../../src/schema/table-options.ts'
import { sharedEngine } from '../../src/testing/shared-engine.ts'
import { createTestTable } from '../../src/testing/test-table.ts'
import type { Transport } from '../../src/transport/transport.ts'
import type { TypesFor } from './types-for.ts'

const orderFields = {
  userId: f.string(),
  orderId: f.string(),
  status: f.enum('open', 'paid', 'shipped'),
  region: f.string().optional(),
  total: f.number(),
  placedAt: f.date(),
  rank: f.integer().min(0).max(99).default(0),
  note: f.string().optional(),
}
const orderKeys = {
  primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
  byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
  byTotal: { index: 'size', sk: ['total'] },
  byRegion: { index: 'region', pk: ['region'], sk: ['placedAt'] },
  ranked: { index: 'slim', pk: 'ORDERS', sk: 'R#{status}#{rank}#{total}' },
} as const
const userFields = { userId: f.string(), name: f.string(), status: f.enum('open', 'gone'), joined: f.date() }
const userKeys = {
  primary: { pk: 'USER#{userId}', sk: 'PROFILE' },
  byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{joined}' },
} as const
const lineFields = { userId: f.string(), orderId: f.string(), line: f.integer().min(0).max(999), sku: f.string() }
const lineKeys = { primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}#LINE#{line}' } } as const

/** An instance as the fixture hydrates it. */
export interface Hydrated {
  readonly model: string
}
type SelfOf<Values> = Values & Hydrated
type Out<Fields extends Parameters<typeof f.map>[0]> = {
  [Name in keyof Fields]: NonNullable<Fields[Name]['~standard']['types']>['output']
}
export type OrderTypes = TypesFor<SelfOf<Out<typeof orderFields>>, 'Order', typeof orderFields, typeof orderKeys>
export type UserTypes = TypesFor<SelfOf<Out<typeof userFields>>, 'User', typeof userFields, typeof userKeys>
export type LineTypes = TypesFor<SelfOf<Out<typeof lineFields>>, 'Line', typeof lineFields, typeof lineKeys>
export type ModelOf<Types extends ModelClassLike['~types']> = { readonly '~storm': ModelSpec; readonly '~types': Types }

/** One request as it was sent. */
export interface SentRequest {
  readonly operation: string
  readonly input: Record<string, unknown>
}

/** The models and everything to read them with. */
export interface ReadShop {
  readonly table: RegisteredTable
  readonly User: ModelSpec
  readonly Order: ModelSpec
  readonly Line: ModelSpec
  readonly source: SessionSource
  /** Requests since the last `clear()`. */
  readonly sent: SentRequest[]
  clear(): void
  using(part: GivenValues): QuerySet<OrderTypes>
  by(pattern: string, part: GivenValues): QuerySet<OrderTypes>
  scan(): QuerySet<OrderTypes>
  account(userId: string): ReturnType<typeof createCollectionQuery<readonly [ModelOf<UserTypes>, ModelOf<OrderTypes>]>>
  put(spec: ModelSpec, ...values: readonly GivenValues[]): Promise<void>
}

export interface ShopOptions extends StorageOptions {
  readonly cursorSecret?: string
  /** No engine: every request fails. */
  readonly offline?: boolean
}

/** Makes the shop; with an engine, in a table of its own. */
export const makeShop = async (options: ShopOptions = {}): Promise<ReadShop> => {
  const table = compileTable({ indexes, ...options })
  const User = define(table, 'User', { fields: userFields, keys: userKeys })
  const Order = define(table, 'Order', { fields: orderFields, keys: orderKeys })
  const Line = define(table, 'Line', { fields: lineFields, keys: lineKeys })
  const sent: SentRequest[] = []
  const engine = options.offline ? undefined : await sharedEngine()
  const tableName = engine === undefined ? 'shop' : (await createTestTable(engine, shape)).name
  const transport: Transport = {
    send: (operation, body, sendOptions) => {
      sent.push({ operation, input: JSON.parse(body) })
      if (engine === undefined) throw new Error('This shop is offline.')
      return engine.client.send(operation, body, sendOptions)
    },
  }
  const session: Session = { table, tableName, transport, cursorSecret: options.cursorSecret, actor: undefined }
  const source: SessionSource = { current: () => session }
  const put = async (spec: ModelSpec, ...values: readonly GivenValues[]): Promise<void> => {
    for (let start = 0; start < values.length; start += 25) {
      const requests = values.slice(start, start + 25).map((one) => ({ PutRequest: { Item: encodeItem(spec, one) } }))
      await engine?.client.send('BatchWriteItem', JSON.stringify({ RequestItems: { [tableName]: requests } }))
    }
  }
  const orders = (access: Parameters<typeof queryState>[1]) =>
    createQuerySet<OrderTypes>(source, queryState(Order, access))
  return {
    ...{ table, User, Order, Line, source, sent, put },
    clear: () => sent.splice(0),
    using: (part) => orders({ kind: 'using', part }),
    by: (pattern, part) => orders({ kind: 'by', pattern, part }),
    scan: () => orders({ kind: 'scan' }),
    account: (userId) => createCollectionQuery(source, collectionState([User, Order], { userId })),
  }
}

/** An order with defaults. */
export const anOrder = (values: GivenValues): GivenValues => ({
  userId: 'u1',
  status: 'open',
  total: 1,
  placedAt: new Date('2026-05-01T00:00:00Z'),
  rank: 0,
  ...values,
})

const define = (table: RegisteredTable, name: string, definition: DefinitionInput): ModelSpec => {
  const hydrate = (decoded: DecodedItem) => ({ model: name, ...valuesOf(spec, decoded) })
  const spec: ModelSpec = compileModel({ table, name, definition, hydrate })
  return spec
}

const indexes = {
  gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' },
  size: { local: true, sk: ['total'] },
  region: { pk: ['region'], sk: ['placedAt'] },
  slim: { pk: 'GSI2PK', sk: 'GSI2SK', projection: 'KEYS_ONLY' },
} as const

const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
]
const all = { Projection: { ProjectionType: 'ALL' } }

const shape = {
  AttributeDefinitions: [
    ...['PK', 'SK', 'GSI1PK', 'GSI1SK', 'GSI2PK', 'GSI2SK', 'region', 'placedAt'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    { AttributeName: 'total', AttributeType: 'N' as const },
  ],
  KeySchema: key('PK', 'SK'),
  GlobalSecondaryIndexes: [
    { IndexName: 'gsi1', KeySchema: key('GSI1PK', 'GSI1SK'), ...all },
    { IndexName: 'region', KeySchema: key('region', 'placedAt'), ...all },
    { IndexName: 'slim', KeySchema: key('GSI2PK', 'GSI2SK'), Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
  LocalSecondaryIndexes: [{ IndexName: 'size', KeySchema: key('PK', 'total'), ...all }],
}
