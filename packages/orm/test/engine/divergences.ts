/**
 * What dynoxide does otherwise than DynamoDB, as data. Tests that meet one of these assert the request instead of the
 * answer. Every entry that can be probed is probed, so that an engine that was mended fails the list.
 */
import { createTestTable, type Engine, startEngine, type TableShape } from '../../src/testing.ts'
import { call, numbersOf, outcomeOf, queryIndex, readStream, stringTable } from './engine-calls.ts'

export interface Divergence {
  readonly name: string
  /** What follows for whoever tests against the engine. */
  readonly reason: string
  /** What the probe sees on DynamoDB, by its documentation. */
  readonly onDynamoDb: unknown
  /** What the probe sees here. */
  readonly here: unknown
  /** `undefined`: it cannot be seen from outside in the time of a test; `reason` says why. */
  readonly probe: ((engine: Engine) => Promise<unknown>) | undefined
}

const beginsWith: Divergence = {
  name: 'begins_with in a key condition ignores the case of ASCII letters',
  reason: 'Sort keys in tests of prefixes must not differ in case only.',
  onDynamoDb: ['abd'],
  here: ['Abc', 'abd'],
  async probe(engine) {
    const table = await stringTable(engine)
    for (const key of ['Abc', 'abd']) await table.put({ SK: { S: key } })
    const found = await call(engine, 'Query', {
      TableName: table.name,
      KeyConditionExpression: 'PK = :p AND begins_with(SK, :s)',
      ExpressionAttributeValues: { ':p': { S: 'p' }, ':s': { S: 'ab' } },
    })
    return found.Items?.map((item) => item['SK']?.S)
  },
}

const list = { L: ['0', '1', '2', '3'].map((N) => ({ N })) }

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
const removeElements: Divergence = {
  name: 'REMOVE of two list elements counts the second index after the first removal',
  reason: 'Tests remove one element at a time, or look at the request.',
  onDynamoDb: ['0', '3'],
  here: ['0', '2'],
  async probe(engine) {
    const table = await stringTable(engine)
    await table.put({ l: list })
    return numbersOf(await table.update('REMOVE l[1], l[2]'))
  },
}

const setPastEnd: Divergence = {
  name: 'SET of an index past the end of a list pads it with nulls',
  reason: 'DynamoDB appends; tests set existing elements only.',
  onDynamoDb: ['0', '1', '2', '3', '9'],
  here: ['0', '1', '2', '3', null, null, '9'],
  async probe(engine) {
    const table = await stringTable(engine)
    await table.put({ l: list })
    return numbersOf(await table.update('SET l[6] = :v', { ':v': { N: '9' } }))
  },
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
const idleWrite: Divergence = {
  name: 'A put that changes nothing writes a stream record',
  reason: 'Handlers of streams are tested with writes that change something.',
  onDynamoDb: ['INSERT'],
  here: ['INSERT', 'MODIFY'],
  async probe(engine) {
    const stream = { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }
    const table = await stringTable(engine, stream)
    await table.put({ a: { S: 'same' } })
    await table.put({ a: { S: 'same' } })
    return (await readStream(engine, table.name)).map((record) => record.eventName)
  },
}

const foreignStartKey: Divergence = {
  name: 'A start key of another partition is accepted',
  reason: 'That a cursor belongs to its query is checked by the library, and tested there.',
  onDynamoDb: 'ValidationException',
  here: 'accepted',
  async probe(engine) {
    const table = await stringTable(engine)
    const query = {
      TableName: table.name,
      KeyConditionExpression: 'PK = :p',
      ExpressionAttributeValues: { ':p': { S: 'p' } },
      ExclusiveStartKey: { PK: { S: 'other' }, SK: { S: 's' } },
    }
    return outcomeOf(call(engine, 'Query', query))
  },
}

/** A start key only says where to go on; the item need not exist. */
const deletedStartKey: Divergence = {
  name: 'A segment of a scan ends at a start key whose item was deleted',
  reason: 'What deletes while it scans is tested without segments, or deletes after the scan.',
  onDynamoDb: 2,
  here: 0,
  async probe(engine) {
    const table = await stringTable(engine)
    for (const key of ['1', '2', '3']) await table.put({ SK: { S: key } })
    const ExclusiveStartKey = { PK: { S: 'p' }, SK: { S: '1' } }
    await call(engine, 'DeleteItem', { TableName: table.name, Key: ExclusiveStartKey })
    // All items share a partition, and so a segment; its number is not known.
    const segments = [0, 1, 2, 3].map(async (Segment) => {
      const scan = { TableName: table.name, Segment, TotalSegments: 4, ExclusiveStartKey }
      const outcome = call(engine, 'Scan', scan).then(({ Count }) => Count ?? 0)
      return await outcome.catch(() => 0)
    })
    return Math.max(...(await Promise.all(segments)))
  },
}

const hashStartKey: Divergence = {
  name: 'A query of a table without sort key gives the item of its start key again',
  reason: 'A cursor behind the only item is tested on tables with a sort key.',
  onDynamoDb: 0,
  here: 1,
  async probe(engine) {
    const { name } = await createTestTable(engine, hashOnly)
    await call(engine, 'PutItem', { TableName: name, Item: { PK: { S: 'p' } } })
    const query = {
      TableName: name,
      KeyConditionExpression: 'PK = :p',
      ExpressionAttributeValues: { ':p': { S: 'p' } },
      ExclusiveStartKey: { PK: { S: 'p' } },
    }
    return (await call(engine, 'Query', query)).Count
  },
}

const S = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const
const hashOnly: TableShape = {
  AttributeDefinitions: [S('PK')],
  KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
}
const localIndex = {
  AttributeDefinitions: [S('PK'), S('SK'), S('n')],
  LocalSecondaryIndexes: [
    {
      IndexName: 'local',
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'n', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
}

/**
 * DynamoDB fetches from the table what a local index lacks. The library asks for whole items wherever it needs more than
 * the index holds, and never for a count or a projection of it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html
 */
const localFetch = (what: string, operation: 'Query' | 'Scan', asked: object): Divergence => ({
  name: `A local index does not fetch what it lacks for ${what}`,
  reason: 'Such reads are asserted on the request, or made of queries for whole items.',
  onDynamoDb: 'm',
  here: null,
  async probe(engine) {
    const table = await stringTable(engine, localIndex)
    await table.put({ n: { S: '1' }, more: { S: 'm' } })
    const key = {
      KeyConditionExpression: 'PK = :p',
      ExpressionAttributeValues: { ':p': { S: 'p' } },
    }
    const read = { TableName: table.name, IndexName: 'local', ...(operation === 'Query' && key), ...asked }
    return (await call(engine, operation, read)).Items?.[0]?.['more']?.S ?? null
  },
})

const wide: TableShape = {
  AttributeDefinitions: [S('PK'), S('a'), S('b'), S('c'), S('d')],
  KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'wide',
      KeySchema: [
        { AttributeName: 'a', KeyType: 'HASH' },
        { AttributeName: 'b', KeyType: 'HASH' },
        { AttributeName: 'c', KeyType: 'RANGE' },
        { AttributeName: 'd', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html */
const wideIndexes: readonly Divergence[] = [
  {
    name: 'An index with two partition key attributes cannot be queried by both',
    reason: 'Queries over keys of several attributes are asserted on the request.',
    onDynamoDb: 1,
    here: 'ValidationException',
    probe: (engine) => queryIndex(engine, wide, 'a = :a AND b = :b'),
  },
  {
    name: 'An index with two partition key attributes answers to the first alone',
    reason: 'Queries over keys of several attributes are asserted on the request.',
    onDynamoDb: 'ValidationException',
    here: 2,
    probe: (engine) => queryIndex(engine, wide, 'a = :a'),
  },
  {
    name: 'An index with two sort key attributes cannot be queried by both',
    reason: 'Queries over keys of several attributes are asserted on the request.',
    onDynamoDb: 1,
    here: 'ValidationException',
    probe: (engine) => queryIndex(engine, wide, 'a = :a AND b = :b AND c = :c AND d = :d'),
  },
]

/** The engine that is killed is one of its own. */
const fatal = (expression: string): Divergence => ({
  name: `The update expression ${expression} kills the engine`,
  reason: 'Names and values go through ASCII placeholders only, which the library does anyway.',
  onDynamoDb: 'ValidationException',
  here: 'engine.unavailable',
  async probe() {
    await using engine = await startEngine({ endpoint: false, engine: 'dynoxide', quiet: true })
    const table = await stringTable(engine)
    return outcomeOf(table.update(expression, { ':v': { S: 'v' } }))
  },
})

const provisioned = {
  BillingMode: 'PROVISIONED',
  ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
}
/** Ten of these are 3000 write units: ten times what an idle table of one unit has saved up. */
const big = { S: 'x'.repeat(300_000) }

const capacity: readonly Divergence[] = [
  {
    name: 'Writes over the provisioned capacity are not throttled',
    reason: 'Throttles are injected at the transport.',
    onDynamoDb: true,
    here: false,
    async probe(engine) {
      const table = await stringTable(engine, provisioned)
      const puts = Array.from({ length: 10 }, (_, index) => outcomeOf(table.put({ SK: { S: `${index}` }, big })))
      return (await Promise.all(puts)).some((outcome) => outcome !== 'accepted')
    },
  },
  {
    name: 'A batch over the provisioned capacity leaves nothing unprocessed',
    reason: 'Unprocessed items are injected at the transport.',
    onDynamoDb: true,
    here: false,
    async probe(engine) {
      const table = await stringTable(engine, provisioned)
      const Items = Array.from({ length: 10 }, (_, index) => ({ PK: { S: 'p' }, SK: { S: `${index}` }, big }))
      const requests = Items.map((Item) => ({ PutRequest: { Item } }))
      const answer = await call(engine, 'BatchWriteItem', { RequestItems: { [table.name]: requests } })
      return Object.keys(answer.UnprocessedItems ?? {}).length > 0
    },
  },
  {
    name: 'Transactions on one item at the same time do not conflict',
    reason: 'Conflicts are injected at the transport.',
    onDynamoDb: true,
    here: false,
    async probe(engine) {
      const table = await stringTable(engine)
      const update = {
        TableName: table.name,
        Key: { PK: { S: 'p' }, SK: { S: 's' } },
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }
      const send = () => outcomeOf(call(engine, 'TransactWriteItems', { TransactItems: [{ Update: update }] }))
      return (await Promise.all(Array.from({ length: 40 }, send))).some((outcome) => outcome !== 'accepted')
    },
  },
]

const ttl: Divergence = {
  name: 'Expired items are never deleted',
  reason: 'DynamoDB takes up to days, so the absence of a deletion cannot be seen in a test.',
  onDynamoDb: 'deleted within days',
  here: 'kept',
  probe: undefined,
}

/** All that is known of dynoxide 1.2.1. */
export const divergences: readonly Divergence[] = [
  beginsWith,
  removeElements,
  setPastEnd,
  idleWrite,
  foreignStartKey,
  deletedStartKey,
  hashStartKey,
  localFetch('a projection', 'Query', { ProjectionExpression: 'more' }),
  localFetch('a scan', 'Scan', { Select: 'ALL_ATTRIBUTES' }),
  ...wideIndexes,
  fatal('SET #é = :v'),
  fatal('SET a = :é'),
  fatal('SET 漢 = :v'),
  ...capacity,
  ttl,
]
