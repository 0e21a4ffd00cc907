/** A bank on a table of its own, with every request recorded and faults put in between. Test code only. */
import { f, type Middleware, RequestError, Table, type Transport } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'

/** Stands before the engine: gives an answer itself, throws, or sends on. */
export type Fault = Middleware

/** One request as it was sent. */
export interface Sent {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look at any member of the wire JSON
  readonly input: any
}

export const openBank = async (client?: Transport) => {
  const engine = await sharedEngine()
  const sent: Sent[] = []
  const faults: Fault[] = []
  const record: Middleware = async (operation, next) => {
    sent.push({ name: operation.name, input: operation.input })
    const fault = faults.shift()
    return fault === undefined ? await next() : await fault(operation, next)
  }
  const name = `bank-${Math.random().toString(36).slice(2)}`
  const indexes = { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } as const
  const bank = new Table({ name, indexes, client: client ?? engine.client, middleware: [record] })

  class Account extends bank.Model<Account>()('Account', {
    fields: {
      id: f.string(),
      owner: f.string(),
      email: f.string().optional(),
      phone: f.string().optional(),
      status: f.enum('open', 'closed').default('open'),
      balance: f.number().default(0),
      address: f.map({ city: f.string(), zip: f.string().optional() }).optional(),
      tags: f.set(f.string()).optional(),
      secret: f.string().secret().optional(),
    },
    keys: {
      primary: { pk: 'ACCOUNT#{id}', sk: 'ACCOUNT' },
      byOwner: { index: 'gsi1', pk: 'OWNER#{owner}', sk: '{status}#{id}' },
    },
    unique: { email: ['email'], phone: ['phone'] },
  }) {}

  class Entry extends bank.Model<Entry>()('Entry', {
    fields: {
      id: f.string(),
      number: f.integer().min(0).max(999_999),
      amount: f.number(),
      note: f.string().optional(),
      changed: f.date().updatedAt(),
    },
    keys: {
      primary: { pk: 'ACCOUNT#{id}', sk: 'ENTRY#{number}' },
      byNote: { index: 'gsi1', pk: 'NOTE#{note}', sk: '{amount}' },
    },
  }) {}

  await bank.ensure()
  sent.length = 0
  /** Every stored item, markers included. */
  const stored = async (): Promise<Record<string, Record<string, unknown>>> => {
    const { body } = await engine.client.send('Scan', JSON.stringify({ TableName: name, ConsistentRead: true }))
    const items = (JSON.parse(body) as { Items: Record<string, { S: string }>[] }).Items
    return Object.fromEntries(items.map((item) => [`${item['PK']?.S} ${item['SK']?.S}`, item]))
  }
  const names = () => sent.map((request) => request.name)
  const take = () => sent.splice(0)
  return { bank, Account, Entry, sent, faults, stored, names, take, name, engine }
}

/** A cancelled transaction, as the service says it. */
export const cancel =
  (...codes: (string | undefined)[]): Fault =>
  async () => {
    const CancellationReasons = codes.map((Code) => ({ Code: Code ?? 'None', Message: Code && `told as ${Code}` }))
    throw new RequestError('request.failed', 'Transaction cancelled.', {
      service: 'TransactionCanceledException',
      body: { CancellationReasons },
    })
  }

/** Runs something before the request is sent on. */
export const before =
  (work: () => Promise<unknown>): Fault =>
  async (_operation, next) => {
    await work()
    return await next()
  }
/** Sends a request on as it is. */
export const pass: Fault = (_operation, next) => next()
