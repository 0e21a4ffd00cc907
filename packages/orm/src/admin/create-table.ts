/** A table's declaration → CreateTable, as far as models and indexes say it. */
import type { RegisteredTable } from '../schema/model-spec.ts'
import { type IndexSpec, type KeySlot, slotAttributes } from '../schema/table-spec.ts'

type KeySchema = { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[]

/** A CreateTable request, as far as it is derived. */
export interface CreateTableInput {
  TableName: string
  BillingMode: 'PAY_PER_REQUEST'
  KeySchema: KeySchema
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[]
  GlobalSecondaryIndexes?: object[]
  LocalSecondaryIndexes?: object[]
}

/**
 * The CreateTable request for the table. Attributes that templates write are strings; natural ones have the type of the
 * field that is stored in them, by any model of the table.
 */
export const createTableInput = (table: RegisteredTable, tableName: string): CreateTableInput => {
  const indexes = [...table.indexes.values()]
  const slots = [table.pk, table.sk, ...indexes.flatMap((index) => [index.pk, index.sk])]
  const names = [...new Set(slots.flatMap(slotAttributes))]
  const input: CreateTableInput = {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(table.pk, table.sk),
    AttributeDefinitions: names.map((name) => ({ AttributeName: name, AttributeType: attributeType(table, name) })),
  }
  const [global, local] = [indexes.filter((index) => !index.local), indexes.filter((index) => index.local)]
  if (global.length > 0) input.GlobalSecondaryIndexes = global.map(indexInput)
  if (local.length > 0) input.LocalSecondaryIndexes = local.map(indexInput)
  return input
}

const keySchema = (pk: KeySlot, sk: KeySlot | undefined): KeySchema => [
  ...slotAttributes(pk).map((name) => ({ AttributeName: name, KeyType: 'HASH' as const })),
  ...slotAttributes(sk).map((name) => ({ AttributeName: name, KeyType: 'RANGE' as const })),
]

const indexInput = ({ name, pk, sk, projection }: IndexSpec): object => ({
  IndexName: name,
  KeySchema: keySchema(pk, sk),
  Projection:
    typeof projection === 'string'
      ? { ProjectionType: projection }
      : { ProjectionType: 'INCLUDE', NonKeyAttributes: projection.include },
})

const attributeType = (table: RegisteredTable, attribute: string): 'S' | 'N' | 'B' => {
  const fields = table.models.map((model) => model.byAttribute(attribute)?.spec)
  return fields.find((spec) => spec?.keyType !== undefined && !spec.keyOnly)?.keyType ?? 'S'
}
