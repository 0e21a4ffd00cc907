/** What each engine can do of what DynamoDB does. `false` names a gap; a test that needs it skips with that reason. */
import type { EngineKind } from './engine-kind.ts'

export interface EngineCapabilities {
  /** TransactWriteItems and TransactGetItems. */
  readonly transactions: boolean
  /** Concurrent writers are refused with TransactionConflict, as on AWS. */
  readonly transactionConflicts: boolean
  /** Requests over the capacity of a table or partition are throttled. */
  readonly throttles: boolean
  /** Batches may come back with a part unprocessed. */
  readonly unprocessedItems: boolean
  /** DynamoDB Streams: a table can have a stream, and the stream can be read. */
  readonly streams: boolean
  /** UpdateTimeToLive and DescribeTimeToLive. */
  readonly timeToLive: boolean
  /** Items are deleted some time after they expired. */
  readonly ttlDeletes: boolean
  /** Index keys of several attributes answer as on AWS. */
  readonly multiAttributeIndexes: boolean
  /** ExecuteStatement and its relatives. */
  readonly partiql: boolean
  /** A failed condition can return the item it failed on. */
  readonly conditionFailureItem: boolean
  /** A table cannot be used at once after CreateTable. */
  readonly tableCreationTakesTime: boolean
  /** Index reads lag behind writes. */
  readonly eventualConsistency: boolean
}

const aws: EngineCapabilities = Object.freeze({
  transactions: true,
  transactionConflicts: true,
  throttles: true,
  unprocessedItems: true,
  streams: true,
  timeToLive: true,
  ttlDeletes: true,
  multiAttributeIndexes: true,
  partiql: true,
  conditionFailureItem: true,
  tableCreationTakesTime: true,
  eventualConsistency: true,
})

/** What no engine in one process on one machine does. */
const local = {
  ...aws,
  transactionConflicts: false,
  throttles: false,
  unprocessedItems: false,
  ttlDeletes: false,
  tableCreationTakesTime: false,
  eventualConsistency: false,
}

const dynoxide: EngineCapabilities = Object.freeze({ ...local, multiAttributeIndexes: false })

const dynalite: EngineCapabilities = Object.freeze({
  ...local,
  transactions: false,
  streams: false,
  timeToLive: false,
  multiAttributeIndexes: false,
  partiql: false,
  conditionFailureItem: false,
  tableCreationTakesTime: true,
})

/**
 * Capabilities of an engine. An endpoint or command that is none of the known engines is taken for DynamoDB itself.
 *
 * DynamoDB Local has index keys of several attributes since 3.3.0
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocalHistory.html).
 */
export const capabilitiesOf = (kind: EngineKind, version: string): EngineCapabilities => {
  if (kind === 'dynoxide') return dynoxide
  if (kind === 'dynalite') return dynalite
  if (kind === 'dynamodb-local') return Object.freeze({ ...local, multiAttributeIndexes: atLeast(version, [3, 3]) })
  return aws
}

/** Names of what an engine lacks, for a message. */
export const missingCapabilities = (capabilities: EngineCapabilities): string[] =>
  Object.entries(capabilities)
    .filter(([name, has]) => !has && name !== 'tableCreationTakesTime')
    .map(([name]) => name)

const atLeast = (version: string, [major, minor]: readonly [number, number]): boolean => {
  const found = /^(\d+)\.(\d+)/.exec(version)
  if (!found) return false
  return Number(found[1]) > major || (Number(found[1]) === major && Number(found[2]) >= minor)
}
