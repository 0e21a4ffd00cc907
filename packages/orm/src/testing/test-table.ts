/** A table per test: created by one request under a name that nothing else has. */
/// <reference lib="esnext.disposable" preserve="true" />
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { RequestError } from '../errors/errors.ts'
import { StormError } from '../errors/storm-error.ts'
import type { Transport } from '../transport/transport.ts'
import { isObject } from '../util/option-rules.ts'
import { assertOptions, testTableRules } from './assert-options.ts'

/** The input of CreateTable without the name, as the API reference names it. */
export interface TableShape {
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: 'S' | 'N' | 'B' }[]
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' }[]
  /** Default: on-demand. */
  readonly BillingMode?: 'PAY_PER_REQUEST' | 'PROVISIONED'
  /** Secondary indexes, streams and the rest, sent as they are. */
  readonly [parameter: string]: unknown
}

/** Partition and sort key `PK` and `SK`, both strings, and no index: the `Table` that declares nothing else. */
export const plainTable: TableShape = Object.freeze({
  AttributeDefinitions: [
    { AttributeName: 'PK', AttributeType: 'S' },
    { AttributeName: 'SK', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
} as const)

/** A table that one test has for itself. */
export interface TestTable extends AsyncDisposable {
  readonly name: string
  /** Deletes the table; a table that is gone already is fine. A table of a started engine need not be dropped. */
  drop(): Promise<void>
}

export interface TestTableOptions {
  /** Exactly this name, three characters or more. Default: a unique one. */
  readonly name?: string | undefined
  /** What a unique name begins with. Default: `test`. */
  readonly prefix?: string | undefined
}

/**
 * Creates a table, and waits until it can be used.
 *
 * Cost: one CreateTable, about a millisecond on dynoxide. On AWS it takes seconds, and DescribeTable is asked for.
 *
 * @throws {RequestError} `request.configuration` for arguments that are none; `request.failed` where the shape is not one that DynamoDB takes
 */
export const createTestTable = async (
  engine: { readonly client: Transport; readonly capabilities?: { readonly tableCreationTakesTime: boolean } },
  shape: TableShape = plainTable,
  options: TestTableOptions = {},
): Promise<TestTable> => {
  const client: unknown = (engine as Partial<typeof engine> | null | undefined)?.client
  if (!isObject(client) || !isObject(shape))
    throw new RequestError('request.configuration', 'createTestTable() takes an engine, or { client }, then a shape.', {
      hint: 'Give what startEngine() gave, and the input of CreateTable without a name.',
    })
  assertOptions('createTestTable()', options, testTableRules)
  const name = options.name ?? `${options.prefix ?? 'test'}-${randomBytes(8).toString('hex')}`
  const onDemand = 'BillingMode' in shape || 'ProvisionedThroughput' in shape ? {} : { BillingMode: 'PAY_PER_REQUEST' }
  const created = await call(engine.client, 'CreateTable', { ...onDemand, ...shape, TableName: name })
  const takesTime = engine.capabilities?.tableCreationTakesTime ?? true
  if (takesTime && created.TableDescription?.TableStatus !== 'ACTIVE') await untilActive(engine.client, name)
  const drop = async (): Promise<void> => {
    try {
      await call(engine.client, 'DeleteTable', { TableName: name })
    } catch (error) {
      if (!(error instanceof StormError && error.code === 'table.not-found')) throw error
    }
  }
  return { name, drop, [Symbol.asyncDispose]: drop }
}

interface TableAnswer {
  readonly TableDescription?: { readonly TableStatus?: string }
  readonly Table?: { readonly TableStatus?: string }
}

const call = async (client: Transport, operation: string, input: object): Promise<TableAnswer> =>
  JSON.parse((await client.send(operation, JSON.stringify(input))).body)

const untilActive = async (client: Transport, name: string): Promise<void> => {
  for (let wait = 2; ; wait = Math.min(wait * 2, 1000)) {
    const described = await call(client, 'DescribeTable', { TableName: name })
    if (described.Table?.TableStatus === 'ACTIVE') return
    await pause(wait)
  }
}
