/** Sessions on the shared engine, and transports that misbehave on purpose. Test code only. */
import { createTableInput } from '../../src/admin/create-table.ts'
import { RequestError } from '../../src/errors/errors.ts'
import type { Session } from '../../src/execute/session.ts'
import type { RegisteredTable } from '../../src/schema/model-spec.ts'
import { createTestTable, sharedEngine } from '../../src/testing.ts'
import type { Transport } from '../../src/transport/transport.ts'
import type { Item } from '../../src/wire/attribute-value.ts'

/** A session on a table of its own. */
export const openSession = async (table: RegisteredTable): Promise<Session> => {
  const engine = await sharedEngine()
  const { TableName: _name, ...shape } = createTableInput(table, 'any')
  const { name: tableName } = await createTestTable(engine, { ...shape })
  return { table, tableName, transport: engine.client, cursorSecret: undefined, actor: undefined } as Session
}

/** What stands around one request: may call `next` or not, before or after whatever else it does. */
export type Around = (
  next: () => ReturnType<Transport['send']>,
  operation: string,
  body: string,
) => ReturnType<Transport['send']>

/** The session with something around its requests. */
export const around = (session: Session, wrap: Around): Session => ({
  ...session,
  transport: {
    send: (operation, body, options) => wrap(() => session.transport.send(operation, body, options), operation, body),
  },
})

/** The session, and the operations that went through it. */
export const recorded = (session: Session): { session: Session; sent: string[] } => {
  const sent: string[] = []
  const wrap: Around = (next, operation) => {
    sent.push(operation)
    return next()
  }
  return { session: around(session, wrap), sent }
}

/** Runs something before each of the first writes, between the read and the write. */
export const beforeWrites = (session: Session, times: number, meanwhile: () => Promise<unknown>): Session => {
  let left = times
  return around(session, async (next, operation) => {
    if (operation !== 'GetItem' && left-- > 0) await meanwhile()
    return next()
  })
}

/** A transaction that was cancelled, with the codes of its reasons. */
export const cancelled = (...codes: string[]): RequestError =>
  new RequestError('request.failed', 'The transaction was cancelled.', {
    service: 'TransactionCanceledException',
    status: 400,
    body: { CancellationReasons: codes.map((Code) => ({ Code, Message: `told as ${Code}` })) },
  })

/** Every item of the table, raw. */
export const allItems = async ({ transport, tableName }: Session): Promise<Item[]> => {
  const { body } = await transport.send('Scan', JSON.stringify({ TableName: tableName, ConsistentRead: true }))
  return JSON.parse(body).Items
}

/** Puts an item as it is. */
export const putRaw = ({ transport, tableName }: Session, item: Item) =>
  transport.send('PutItem', JSON.stringify({ TableName: tableName, Item: item }))

/** An UpdateItem as another program would send it. */
export const updateRaw = ({ transport, tableName }: Session, Key: Item, UpdateExpression: string, values: Item = {}) =>
  transport.send(
    'UpdateItem',
    JSON.stringify({
      ...{ TableName: tableName, Key, UpdateExpression },
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    }),
  )
