/** A table of its own for every test or program, in the engine of the process. */
import type { Table } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'

let counter = 0

/** Creates the table under a name that nothing else has, and runs a function in which its models use it. */
export const inFreshTable = async <Result>(
  table: Pick<Table, 'with' | 'ensure'>,
  run: (name: string) => Promise<Result>,
): Promise<Result> => {
  const { client } = await sharedEngine()
  const name = `seeds-${process.pid}-${++counter}`
  return await table.with({ client, name }, async () => {
    await table.ensure()
    return await run(name)
  })
}
