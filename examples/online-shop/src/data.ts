/** AWS's published data, as it is: the items of the NoSQL Workbench model "An online shop", in wire JSON. */
import { readFileSync } from 'node:fs'
import type { Item } from 'single-table-orm'

/** The part of a NoSQL Workbench model that this example reads. */
interface WorkbenchModel {
  readonly DataModel: readonly { readonly TableName: string; readonly TableData: readonly Item[] }[]
}

const file = new URL('../data/online-shop.json', import.meta.url)

/** All items of the data file, in its order. */
export const readItems = (): readonly Item[] => {
  const { DataModel } = JSON.parse(readFileSync(file, 'utf8')) as WorkbenchModel
  return DataModel.flatMap((table) => table.TableData)
}
