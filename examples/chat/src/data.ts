/** The items of the data file as AWS published them, and how they get into a table: past the models. */
import { readFileSync } from 'node:fs'
import type { Item, Transport } from 'single-table-orm'

interface DataFile {
  readonly DataModel: readonly { readonly TableName: string; readonly TableData: readonly Item[] }[]
}

const file: DataFile = JSON.parse(readFileSync(new URL('../data/chat-system.json', import.meta.url), 'utf8'))

/** Wire items, in the order of the file. */
export const items: readonly Item[] = file.DataModel[0]?.TableData ?? []

/** Puts every item as it is. */
export const load = async (client: Transport, tableName: string): Promise<void> => {
  for (const item of items) await client.send('PutItem', JSON.stringify({ TableName: tableName, Item: item }))
}

/** Everything that a table holds, as wire items. */
export const dump = async (client: Transport, tableName: string): Promise<Item[]> => {
  const { body } = await client.send('Scan', JSON.stringify({ TableName: tableName, ConsistentRead: true }))
  return JSON.parse(body).Items
}
