/** The models of the state machine, and what is known of them independently of the library. Test code only. */
import { f, Table } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { openHttpTransport } from '../../src/transport/open-http-transport.ts'
import { type AnswerFault, startAnswerProxy } from '../unit/answer-fault-proxy.ts'

/** A map, of which writers change different members. */
export interface Place {
  readonly city: string
  readonly zip?: string | undefined
}

/** Values of every model's fields. */
export interface Values {
  readonly id: string
  /** Names the write that made them, so that a history tells which writes there were. */
  readonly tag: string
  readonly rank: number
  readonly count: number
  readonly team?: string | undefined
  readonly due?: Date | undefined
  readonly slug?: string | undefined
  readonly note?: string | undefined
  readonly expires?: Date | undefined
  readonly place?: Place | undefined
  readonly severity?: 'low' | 'high' | undefined
}

/** What the test itself knows of a model. */
export interface ModelFacts {
  readonly name: string
  readonly prefix: string
  readonly unique: Readonly<Record<string, readonly (keyof Values)[]>>
  readonly locking: boolean
  /** Versions that are kept. */
  readonly keep: number
  /** The model that it extends. */
  readonly parent?: string
}

const unique = { slug: ['slug'], spot: ['team', 'rank'] } as const
const plain = { unique: {}, locking: false, keep: 0 }

export const facts: Readonly<Record<string, ModelFacts>> = {
  Doc: { name: 'Doc', prefix: 'DOC', unique, locking: true, keep: Number.POSITIVE_INFINITY },
  Page: { name: 'Page', prefix: 'PAGE', unique, locking: true, keep: 3 },
  Seat: { name: 'Seat', prefix: 'SEAT', unique, locking: true, keep: 0 },
  Task: { name: 'Task', prefix: 'TASK', ...plain },
  Bug: { name: 'Bug', prefix: 'TASK', ...plain, parent: 'Task' },
  User: { name: 'User', prefix: 'USER', ...plain, unique },
}

const fields = {
  id: f.string(),
  tag: f.string(),
  rank: f.integer().min(0).max(99).default(0),
  count: f.integer().default(0),
  team: f.string().optional(),
  due: f.date().optional(),
  slug: f.string().optional(),
  note: f.string().optional(),
  expires: f.timestamp().optional(),
  place: f.map({ city: f.string(), zip: f.string().optional() }).optional(),
}

const keys = <const Prefix extends string>(prefix: Prefix) =>
  ({
    primary: { pk: `${prefix}#{id}`, sk: prefix },
    // One template of two fields, sparse; the partition is this model's own.
    byTeam: { index: 'gsi1', pk: `${prefix}TEAM#{team}`, sk: '{rank}#{id}' },
    // A partition that models share; there only with both fields.
    byDue: { index: 'gsi2', pk: 'DUE#{team}', sk: `${prefix}#{due}#{id}` },
  }) as const

// biome-ignore lint/suspicious/noExplicitAny: one program works on every model
export type Any = any

/** A table of its own, behind a proxy that spoils some answers. */
export const openWorld = async (fault: (operation: string) => AnswerFault) => {
  const engine = await sharedEngine()
  const proxy = await startAnswerProxy(engine.endpoint, fault)
  // Faults are many, and nobody else waits for their end: pauses are short.
  const pauses = { random: () => 0.01 }
  const transport = openHttpTransport({ endpoint: proxy.endpoint, region: 'eu-west-1', maxAttempts: 10 }, pauses)
  const name = `machine-${Math.random().toString(36).slice(2)}`
  const table = new Table({
    ...{ name, client: transport, ttl: 'expires' },
    indexes: { gsi1: { pk: 'G1PK', sk: 'G1SK' }, gsi2: { pk: 'G2PK', sk: 'G2SK' } },
  })
  class Doc extends table.Model<Doc>()('Doc', { fields, keys: keys('DOC'), unique, history: true, ttl: 'expires' }) {}
  class Page extends table.Model<Page>()('Page', { fields, keys: keys('PAGE'), unique, history: { keep: 3 } }) {}
  class Seat extends table.Model<Seat>()('Seat', { fields, keys: keys('SEAT'), unique, locking: true }) {}
  class User extends table.Model<User>()('User', { fields, keys: keys('USER'), unique, ttl: 'expires' }) {}
  class Task extends table.Model<Task>()('Task', { fields, keys: keys('TASK') }) {}
  class Bug extends Task.extend<Bug>()('Bug', {
    fields: { severity: f.enum('low', 'high').default('low') },
    keys: { byTeam: { index: 'gsi1', pk: 'TASKTEAM#{team}', sk: '{rank}#{severity}#{id}' } },
  }) {}
  const models: Readonly<Record<string, Any>> = { Doc, Page, Seat, User, Task, Bug }
  const raw = async (operation: 'Scan' | 'CreateTable', input: object): Promise<Any> =>
    JSON.parse((await engine.client.send(operation, JSON.stringify({ TableName: name, ...input }))).body)
  await table.ensure()
  return {
    ...{ table, models, proxy },
    /** Every item, as it is stored. */
    scan: async (): Promise<Record<string, Any>[]> => {
      const items: Record<string, Any>[] = []
      let start: Any
      do {
        const page = await raw('Scan', { ConsistentRead: true, ...(start && { ExclusiveStartKey: start }) })
        items.push(...page.Items)
        start = page.LastEvaluatedKey
      } while (start !== undefined)
      return items
    },
    close: async () => {
      transport.close?.()
      await proxy.close()
    },
  }
}
export type World = Awaited<ReturnType<typeof openWorld>>
