/** Runs the four translated programs, each in a table of its own, in an engine of their own. */
import { sharedEngine } from 'single-table-orm/testing'
import { books, dynamorm } from './dynamorm.ts'
import { inFreshTable } from './fresh-table.ts'
import { pynamodbSingleTable, table as users } from './pynamodb-single-table.ts'
import { keepVersions, listByUpdate, memory, simpleSingleTable } from './simple-single-table.ts'
import { storm } from './storm.ts'
import { table } from './storm-models.ts'

console.log('STORM')
await inFreshTable(table, () => storm((line) => console.log(`  ${line}`)))

console.log('PynamoDB Single Table')
const { john } = await inFreshTable(users, pynamodbSingleTable)
console.log(`  ${john.username} was created, read, updated and deleted; every assertion holds.`)

console.log('DynamORM')
const { got, byPrefix, byAuthor, byOthers } = await inFreshTable(books, dynamorm)
console.log(
  `  got ${got?.title}; ${byPrefix.length} by prefix, ${byAuthor.length} by author, ${byOthers.length} by others`,
)

console.log('Simple Single Table')
await inFreshTable(memory, async () => {
  const { updated } = await simpleSingleTable()
  console.log(`  ${updated.resourceId} was updated at ${updated.updatedAt.toISOString()}`)
  console.log(`  ${(await listByUpdate().all()).length} listed by update`)
  const { resource, versions, refused } = await keepVersions()
  const text = versions.map(({ version, operation }) => `${version} ${operation}`).join(', ')
  console.log(`  versions of ${resource.resourceId}: ${text}; a second writer got ${(refused as Error).name}`)
})

await (await sharedEngine()).stop()
