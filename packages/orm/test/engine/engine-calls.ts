/** Small calls on the wire for tests that look at an engine itself. */
import { StormError } from '../../src/errors/storm-error.ts'
import { createTestTable, type Engine, plainTable, type TableShape } from '../../src/testing.ts'
import type { AttributeValue, Item } from '../../src/wire/attribute-value.ts'

/** The parts of answers that these tests read. */
export interface Answer {
  readonly Items?: readonly { readonly [name: string]: { readonly S?: string } }[]
  readonly Attributes?: { readonly l?: { readonly L: readonly { readonly N?: string }[] } }
  readonly Count?: number
  readonly UnprocessedItems?: object
  readonly Table?: { readonly LatestStreamArn?: string }
}

export const call = async (engine: Engine, operation: string, input: object): Promise<Answer> =>
  JSON.parse((await engine.client.send(operation, JSON.stringify(input))).body)

/** `'accepted'`, the service's exception, or the library's code where no service answered. */
export const outcomeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise
    return 'accepted'
  } catch (error) {
    if (!(error instanceof StormError)) throw error
    return (error as StormError & { service?: string }).service ?? error.code
  }
}

/** A table of `PK` and `SK`; items are under `p` and `s` unless they say otherwise. */
export const stringTable = async (engine: Engine, extra: object = {}) => {
  const { name } = await createTestTable(engine, { ...plainTable, ...extra })
  const key = { PK: { S: 'p' }, SK: { S: 's' } }
  return {
    name,
    put: (item: Item) => call(engine, 'PutItem', { TableName: name, Item: { ...key, ...item } }),
    update: (UpdateExpression: string, values?: Record<string, AttributeValue>) =>
      call(engine, 'UpdateItem', {
        TableName: name,
        Key: key,
        UpdateExpression,
        ReturnValues: 'ALL_NEW',
        ...(values && { ExpressionAttributeValues: values }),
      }),
  }
}

/** The list `l` of an answer: its numbers, `null` for anything else. */
export const numbersOf = (answer: Answer) => answer.Attributes?.l?.L.map((element) => element.N ?? null)

/** Puts (A, x, m, 1) and (A, y, n, 2), and gives the number of items that the condition finds with the first. */
export const queryIndex = async (engine: Engine, shape: TableShape, condition: string): Promise<number | string> => {
  const { name } = await createTestTable(engine, shape)
  const values = { ':a': { S: 'A' }, ':b': { S: 'x' }, ':c': { S: 'm' }, ':d': { S: '1' } }
  const [a, b, c, d] = [values[':a'], values[':b'], values[':c'], values[':d']]
  await call(engine, 'PutItem', { TableName: name, Item: { PK: { S: '1' }, a, b, c, d } })
  const other = { PK: { S: '2' }, a, b: { S: 'y' }, c: { S: 'n' }, d: { S: '2' } }
  await call(engine, 'PutItem', { TableName: name, Item: other })
  const used = Object.fromEntries(Object.entries(values).filter(([value]) => condition.includes(value)))
  const query = {
    TableName: name,
    IndexName: 'wide',
    KeyConditionExpression: condition,
    ExpressionAttributeValues: used,
  }
  let count: number | undefined
  const outcome = await outcomeOf(
    call(engine, 'Query', query).then((answer) => {
      count = answer.Count
    }),
  )
  return count ?? outcome
}

interface StreamAnswer {
  readonly StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] }
  readonly ShardIterator: string
  readonly Records: readonly { readonly eventName: string }[]
}

/** Every record of a table's stream, oldest first. Streams have an API of their own, which the transport does not speak. */
export const readStream = async (engine: Engine, table: string): Promise<StreamAnswer['Records']> => {
  const StreamArn = (await call(engine, 'DescribeTable', { TableName: table })).Table?.LatestStreamArn
  const ask = async (operation: string, input: object): Promise<StreamAnswer> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      'x-amz-date': '20200101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    }
    const response = await fetch(engine.endpoint, { method: 'POST', headers, body: JSON.stringify(input) })
    return (await response.json()) as StreamAnswer
  }
  const records: StreamAnswer['Records'][number][] = []
  for (const { ShardId } of (await ask('DescribeStream', { StreamArn })).StreamDescription.Shards) {
    const start = await ask('GetShardIterator', { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' })
    records.push(...(await ask('GetRecords', { ShardIterator: start.ShardIterator })).Records)
  }
  return records
}
