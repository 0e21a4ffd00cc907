/** Requests and responses of the DynamoDB API, as far as the library sends them, named as in the API reference. */
import type { AttributeValue, Item } from './attribute-value.ts'
import type { StoredItem } from './stored-item.ts'

export interface ExpressionInput {
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Record<string, AttributeValue>
}
export interface CapacityInput {
  ReturnConsumedCapacity?: 'INDEXES' | 'TOTAL' | 'NONE'
}
export interface ConsumedCapacity {
  readonly TableName?: string
  readonly CapacityUnits?: number
  readonly ReadCapacityUnits?: number
  readonly WriteCapacityUnits?: number
}
export interface CapacityOutput {
  readonly ConsumedCapacity?: ConsumedCapacity
}

export interface GetItemInput extends CapacityInput {
  TableName: string
  Key: Item
  ConsistentRead?: boolean
  ProjectionExpression?: string
  ExpressionAttributeNames?: Record<string, string>
}
export interface GetItemOutput extends CapacityOutput {
  readonly Item?: Item
}

export interface WriteInput extends ExpressionInput, CapacityInput {
  TableName: string
  ConditionExpression?: string
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE'
}
export interface PutItemInput extends WriteInput {
  Item: StoredItem
  ReturnValues?: 'NONE' | 'ALL_OLD'
}
export interface UpdateItemInput extends WriteInput {
  Key: Item
  UpdateExpression?: string
  ReturnValues?: 'NONE' | 'ALL_OLD' | 'UPDATED_OLD' | 'ALL_NEW' | 'UPDATED_NEW'
}
export interface DeleteItemInput extends WriteInput {
  Key: Item
  ReturnValues?: 'NONE' | 'ALL_OLD'
}
export interface WriteOutput extends CapacityOutput {
  readonly Attributes?: Item
  /** Not the service's: whether an earlier try of the request may have been applied. */
  readonly uncertain?: boolean
}

export interface ScanInput extends ExpressionInput, CapacityInput {
  TableName: string
  IndexName?: string
  FilterExpression?: string
  ProjectionExpression?: string
  Limit?: number
  ExclusiveStartKey?: Item
  ConsistentRead?: boolean
  Select?: 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES' | 'SPECIFIC_ATTRIBUTES' | 'COUNT'
  Segment?: number
  TotalSegments?: number
}
export interface QueryInput extends ScanInput {
  KeyConditionExpression: string
  ScanIndexForward?: boolean
}
export interface PageOutput extends CapacityOutput {
  readonly Items?: readonly Item[]
  readonly Count?: number
  readonly ScannedCount?: number
  readonly LastEvaluatedKey?: Item
}

export interface BatchGetItemInput extends CapacityInput {
  RequestItems: Record<
    string,
    {
      Keys: readonly Item[]
      ConsistentRead?: boolean
      ProjectionExpression?: string
      ExpressionAttributeNames?: Record<string, string>
    }
  >
}
export interface BatchGetItemOutput {
  readonly Responses?: Readonly<Record<string, readonly Item[]>>
  readonly UnprocessedKeys?: BatchGetItemInput['RequestItems']
}

/** One put or delete of a batch; neither takes a condition. */
export type BatchWriteRequest =
  | { readonly PutRequest: { readonly Item: StoredItem } }
  | { readonly DeleteRequest: { readonly Key: Item } }
export interface BatchWriteItemInput extends CapacityInput {
  RequestItems: Record<string, readonly BatchWriteRequest[]>
}
/** A put or delete that was not done, as the answer has it. */
export type UnprocessedWrite =
  | { readonly PutRequest: { readonly Item: Item } }
  | { readonly DeleteRequest: { readonly Key: Item } }
export interface BatchWriteItemOutput {
  readonly UnprocessedItems?: Readonly<Record<string, readonly UnprocessedWrite[]>>
}

export type TransactWriteItem =
  | { Put: PutItemInput }
  | { Update: UpdateItemInput }
  | { Delete: DeleteItemInput }
  | { ConditionCheck: WriteInput & { Key: Item } }
export interface TransactWriteItemsInput extends CapacityInput {
  TransactItems: readonly TransactWriteItem[]
  ClientRequestToken?: string
}

export interface TransactGetItemsInput extends CapacityInput {
  TransactItems: readonly { Get: Omit<GetItemInput, 'ConsistentRead' | 'ReturnConsumedCapacity'> }[]
}
/** Aligned with the request: an empty entry stands for an item that is not there. */
export interface TransactGetItemsOutput {
  readonly Responses?: readonly GetItemOutput[]
}

/** Operation name → request body. */
export interface RequestBodies {
  GetItem: GetItemInput
  PutItem: PutItemInput
  UpdateItem: UpdateItemInput
  DeleteItem: DeleteItemInput
  Query: QueryInput
  Scan: ScanInput
  BatchGetItem: BatchGetItemInput
  BatchWriteItem: BatchWriteItemInput
  TransactWriteItems: TransactWriteItemsInput
  TransactGetItems: TransactGetItemsInput
}
export type OperationName = keyof RequestBodies

/** One request, ready to be sent: the operation and its wire JSON. */
export type Operation = {
  readonly [Name in OperationName]: { readonly name: Name; readonly input: RequestBodies[Name] }
}[OperationName]
