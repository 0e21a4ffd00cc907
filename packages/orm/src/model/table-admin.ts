/** Calls that manage the table itself; loaded at the first of them. */
import { setTimeout as pause } from 'node:timers/promises'
import { createTableInput } from '../admin/create-table.ts'
import { QueryError, RequestError, TableNotFound } from '../errors/errors.ts'
import type { Session } from '../execute/session.ts'

/** What DescribeTable says of a table; the whole answer is there. */
export interface TableDescription {
  readonly TableName: string
  readonly TableStatus: string
  readonly ItemCount?: number
  readonly [member: string]: unknown
}

/** Longest wait for a table to become usable, in milliseconds. */
const MAX_WAIT = 300_000
const POLL_PAUSE = 500

/** Creates the table and waits until it is usable. */
export const createTable = async (session: Session): Promise<TableDescription> => {
  await call(session, 'CreateTable', createTableInput(session.table, session.tableName))
  const end = Date.now() + MAX_WAIT
  for (;;) {
    const description = await describeTable(session)
    if (description.TableStatus === 'ACTIVE') return description
    if (Date.now() > end)
      throw new RequestError('request.timeout', `The table ${session.tableName} is still ${description.TableStatus}.`)
    await pause(POLL_PAUSE)
  }
}

/** Creates the table if there is none. Does not change one that is there. */
export const ensureTable = async (session: Session): Promise<boolean> => {
  if (await tableExists(session)) return false
  try {
    await createTable(session)
    return true
  } catch (error) {
    // Another process was faster.
    if (error instanceof RequestError && error.service === 'ResourceInUseException') return false
    throw error
  }
}

export const describeTable = async (session: Session): Promise<TableDescription> => {
  const { Table } = (await call(session, 'DescribeTable', { TableName: session.tableName })) as {
    Table: TableDescription
  }
  return Table
}

export const tableExists = async (session: Session): Promise<boolean> => {
  try {
    await describeTable(session)
    return true
  } catch (error) {
    if (error instanceof TableNotFound) return false
    throw error
  }
}

/** Deletes the table with everything in it. */
export const dropTable = async (session: Session, confirm: unknown): Promise<void> => {
  if (confirm !== session.tableName)
    throw new QueryError(
      'query.option',
      `drop() deletes the table ${session.tableName}, but ${confirm === undefined ? 'no name to confirm is given' : `the name to confirm is '${String(confirm)}'`}.`,
      {
        hint: `Call drop({ confirm: '${session.tableName}' }).`,
      },
    )
  await call(session, 'DeleteTable', { TableName: session.tableName })
}

const call = async (session: Session, operation: string, body: object): Promise<unknown> =>
  JSON.parse((await session.transport.send(operation, JSON.stringify(body))).body)
