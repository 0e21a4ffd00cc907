/** A table with sharded patterns on two indexes, and a session that records what is sent. Test code only. */
import { valuesOf } from '../../src/codec/decode-item.ts'
import { encodeItem } from '../../src/codec/encode-item.ts'
import type { Session, SessionSource } from '../../src/execute/session.ts'
import { f } from '../../src/field/f.ts'
import { createQuerySet } from '../../src/query/query-set.ts'
import type { QuerySet } from '../../src/query/query-set-types.ts'
import { type GivenValues, queryState } from '../../src/read/query-state.ts'
import { compileModel } from '../../src/schema/compile-model.ts'
import type { ModelSpec } from '../../src/schema/model-spec.ts'
import { compileTable } from '../../src/schema/table-options.ts'
import { sharedEngine } from '../../src/testing/shared-engine.ts'
import { createTestTable } from '../../src/testing/test-table.ts'
import type { Transport } from '../../src/transport/transport.ts'
import type { SentRequest } from './read-shop.ts'
import type { TypesFor } from './types-for.ts'

const fields = {
  tenant: f.string(),
  id: f.string(),
  kind: f.enum('click', 'view').default('view'),
  time: f.date(),
  score: f.number(),
}

const keysOf = (shards: number) =>
  ({
    primary: { pk: 'TENANT#{tenant}', sk: 'EVENT#{id}' },
    byType: { index: 'gsi1', pk: 'TYPE#{$type}', sk: '{time}', shards },
    byScore: { index: 'gsi2', pk: 'TENANT#{tenant}', sk: ['score'], shards },
  }) as const

export interface Event {
  readonly tenant: string
  readonly id: string
  readonly kind: 'click' | 'view'
  readonly time: Date
  readonly score: number
}
export type EventTypes = TypesFor<Event, 'Event', typeof fields, ReturnType<typeof keysOf>>

/** The model and everything to read it with. */
export interface ShardWorld {
  readonly Event: ModelSpec
  readonly source: SessionSource
  readonly sent: SentRequest[]
  clear(): void
  by(pattern: 'byType' | 'byScore', part: GivenValues): QuerySet<EventTypes>
  using(part: GivenValues): QuerySet<EventTypes>
  put(...events: readonly GivenValues[]): Promise<void>
}

const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
]
const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const })
const all = { Projection: { ProjectionType: 'ALL' } }
const shape = {
  AttributeDefinitions: [
    ...['PK', 'SK', 'GSI1PK', 'GSI1SK', 'GSI2PK'].map(string),
    { AttributeName: 'score', AttributeType: 'N' as const },
  ],
  KeySchema: key('PK', 'SK'),
  GlobalSecondaryIndexes: [
    { IndexName: 'gsi1', KeySchema: key('GSI1PK', 'GSI1SK'), ...all },
    { IndexName: 'gsi2', KeySchema: key('GSI2PK', 'score'), ...all },
  ],
}

/** Makes the world; with an engine, in a table of its own. */
export const makeShardWorld = async (shards: number, { offline = false } = {}): Promise<ShardWorld> => {
  const indexes = { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' }, gsi2: { pk: 'GSI2PK', sk: ['score'] } } as const
  const table = compileTable({ indexes })
  const Event: ModelSpec = compileModel({
    ...{ table, name: 'Event', definition: { fields, keys: keysOf(shards) } },
    hydrate: (decoded) => valuesOf(Event, decoded),
  })
  const engine = offline ? undefined : await sharedEngine()
  const tableName = engine === undefined ? 'events' : (await createTestTable(engine, shape)).name
  const sent: SentRequest[] = []
  const transport: Transport = {
    send: (operation, body, options) => {
      sent.push({ operation, input: JSON.parse(body) })
      if (engine === undefined) throw new Error('This world is offline.')
      return engine.client.send(operation, body, options)
    },
  }
  const session: Session = { table, tableName, transport, cursorSecret: undefined, actor: undefined }
  const source: SessionSource = { current: () => session }
  return {
    ...{ Event, source, sent },
    clear: () => sent.splice(0),
    by: (pattern, part) => createQuerySet<EventTypes>(source, queryState(Event, { kind: 'by', pattern, part })),
    using: (part) => createQuerySet<EventTypes>(source, queryState(Event, { kind: 'using', part })),
    put: async (...events) => {
      for (let start = 0; start < events.length; start += 25) {
        const puts = events.slice(start, start + 25).map((one) => ({ PutRequest: { Item: encodeItem(Event, one) } }))
        await engine?.client.send('BatchWriteItem', JSON.stringify({ RequestItems: { [tableName]: puts } }))
      }
    },
  }
}
