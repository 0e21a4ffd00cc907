/** AWS's complaint items, loaded past the models: every one is read as the right model, and written back as it was. */
import { type Item, remove, type Transport } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { beforeEach, expect, it, vi } from 'vitest'
import {
  commentsBy,
  commentsOf,
  commentsOn,
  complaint,
  complaintFile,
  complaintOf,
  complaintsOf,
  escalationsTo,
  severeEscalationsTo,
} from './access-patterns.ts'
import { dump, items, load } from './data.ts'
import { Comment, Complaint, desk } from './models.ts'

let client: Transport
let counter = 0

/** Runs a function with a fresh table of the given contents. */
const inTable = <Result>(contents: 'loaded' | 'empty', run: (name: string) => Promise<Result>): Promise<Result> => {
  const name = `complaints-${process.pid}-${++counter}`
  return desk.with({ client, name }, async () => {
    await desk.ensure()
    if (contents === 'loaded') await load(client, name)
    return await run(name)
  })
}

beforeEach(async () => {
  client = (await sharedEngine()).client
})

const keyOf = (item: Item) => JSON.stringify([item['PK'], item['SK']])

/** Every attribute as its wire text, sets in their order; items and attributes in one order: equal texts are equal bytes. */
const bytes = (all: readonly Item[]) =>
  Object.fromEntries(
    [...all]
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
      .map((item) => [
        keyOf(item),
        Object.entries(item)
          .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
          .sort(),
      ]),
  )

const modelOf = (item: Item) => (JSON.stringify(item['SK']).includes('metadata') ? Complaint : Comment)
const ids = (found: readonly Complaint[]) => found.map((one) => one.complaintId)
const commentIds = (found: readonly Comment[]) => found.map((one) => one.commentId)

it('the file holds four complaints and five comments', () => {
  expect(items.filter((item) => modelOf(item) === Complaint)).toHaveLength(4)
  expect(items.filter((item) => modelOf(item) === Comment)).toHaveLength(5)
})

it('declares the indexes that the file declares', () =>
  inTable('empty', async (name) => {
    const { body } = await client.send('DescribeTable', JSON.stringify({ TableName: name }))
    const indexes: { IndexName: string; KeySchema: { AttributeName: string }[] }[] =
      JSON.parse(body).Table.GlobalSecondaryIndexes
    const declared = indexes.map((index) => [index.IndexName, ...index.KeySchema.map((key) => key.AttributeName)])
    expect(declared.sort()).toEqual([
      ['Agents_Comments_GSI', 'agentID', 'comm_date'],
      ['Customer_Complaint_GSI', 'customer_id', 'complaint_id'],
      ['Escalations_GSI', 'escalated_to', 'escalation_time'],
    ])
  }))

it('reads every item as the right model: by scan, by key, and from wire JSON', () =>
  inTable('loaded', async () => {
    const scanned = await desk.scan().all()
    expect(scanned).toHaveLength(items.length)
    expect(scanned.filter((one) => one instanceof Complaint)).toHaveLength(4)
    expect(scanned.filter((one) => one instanceof Comment)).toHaveLength(5)
    expect(await Complaint.objects.scan().count()).toBe(4)
    expect(await Comment.objects.scan().count()).toBe(5)
    for (const item of items) {
      const decoded = desk.decode(item)
      expect(decoded).toBeInstanceOf(modelOf(item))
      const found =
        decoded instanceof Complaint
          ? await Complaint.objects.get(decoded.key())
          : await Comment.objects.get((decoded as Comment).key())
      expect(found).toEqual(decoded)
    }
  }))

it('reads a complaint with its comments by one Query', () =>
  inTable('loaded', async () => {
    const found = await complaintFile('Complaint123')
    expect([ids(found.Complaint), commentIds(found.Comment)]).toEqual([['Complaint123'], ['comm1', 'comm2']])
    expect((await complaint('Complaint1444')).severity).toBe('P1')
    const [first] = found.Comment
    expect((await first?.complaint())?.customerId).toBe('custABC')
    expect(commentIds((await found.Complaint[0]?.comments().all()) ?? [])).toEqual(['comm1', 'comm2'])
  }))

it('lists comments of a complaint over time', () =>
  inTable('loaded', async () => {
    expect(commentIds(await commentsOf('Complaint1444').all())).toEqual(['comm4', 'comm5'])
    expect(commentIds(await commentsOf('Complaint1444').reverse().all())).toEqual(['comm5', 'comm4'])
    expect(commentIds(await commentsOn('Complaint123', '2023-04-30').all())).toEqual(['comm1', 'comm2'])
    expect(await commentsOn('Complaint123', '2023-05-01').all()).toEqual([])
    const [, second] = await commentsOf('Complaint123').all()
    expect([...(second?.attachments ?? [])]).toEqual(['s3://URL_for_attachment1', 's3://URL_for_attachment2'])
  }))

it('lists complaints of a customer', () =>
  inTable('loaded', async () => {
    expect(ids(await complaintsOf('custXYZ').all())).toEqual(['Complaint0987', 'Complaint1321'])
    expect((await complaintOf('custXYZ', 'Complaint0987'))?.severity).toBe('P3')
    expect(await complaintOf('custABC', 'Complaint0987')).toBeUndefined()
  }))

it('lists escalations of an agent; complaints that were not escalated are not in the index', () =>
  inTable('loaded', async () => {
    expect(ids(await escalationsTo('AgentB').all())).toEqual(['Complaint1444', 'Complaint1321'])
    expect(ids(await escalationsTo('AgentB', '2023-05').all())).toEqual(['Complaint1321'])
    expect(ids(await severeEscalationsTo('AgentB').all())).toEqual(['Complaint1444'])
    expect(await escalationsTo('AgentA').all()).toEqual([])
  }))

it('lists comments of an agent; a comment without one is not in the index', () =>
  inTable('loaded', async () => {
    expect(commentIds(await commentsBy('AgentA', '2023-04-01', '2023-04-30T12:30:00').all())).toEqual(['comm1'])
    expect(commentIds(await commentsBy('AgentA', '2023', '2024').all())).toEqual(['comm1', 'comm2'])
    expect(commentIds(await commentsBy('AgentC', '2022', '2024').all())).toEqual(['comm5'])
  }))

it('writes every item back byte for byte: put over itself', () =>
  inTable('loaded', async (name) => {
    for (const one of await desk.scan().all())
      if (one instanceof Complaint || one instanceof Comment) await one.save({ overwrite: true })
    expect(bytes(await dump(client, name))).toEqual(bytes(items))
  }))

it.each(['create', 'replace', 'upsert'] as const)('writes every item byte for byte into an empty table: %s', (call) =>
  inTable('empty', async (name) => {
    for (const item of items) {
      const one = desk.decode(item)
      if (one instanceof Complaint) await Complaint.objects[call](one.values())
      if (one instanceof Comment) await Comment.objects[call](one.values())
    }
    expect(bytes(await dump(client, name))).toEqual(bytes(items))
  }),
)

it('escalates a complaint and takes it back: the sparse index follows', () =>
  inTable('loaded', async (name) => {
    const key = { complaintId: 'Complaint0987' }
    await Complaint.objects.update(key, { escalatedTo: 'AgentB', escalatedAt: '2023-06-11T08:00:00' })
    expect(ids(await escalationsTo('AgentB', '2023-06').all())).toEqual(['Complaint0987'])
    await Complaint.objects.update(key, { escalatedTo: remove(), escalatedAt: remove() })
    expect(await escalationsTo('AgentB', '2023-06').all()).toEqual([])
    expect(bytes(await dump(client, name))).toEqual(bytes(items))
  }))

it('refuses a time that is none, before anything is sent', () =>
  inTable('empty', async (name) => {
    const comment = { complaintId: 'Complaint123', commentId: 'comm9', state: 'waiting', text: '' } as const
    const dated = Comment.objects.create({ ...comment, date: '2023-06-01#x' })
    await expect(dated).rejects.toMatchObject({ issues: [{ path: ['date'] }] })
    expect(await dump(client, name)).toEqual([])
  }))

it('the program prints every answer', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import('./index.ts')
  const printed = log.mock.calls.join('\n')
  log.mockRestore()
  expect(printed).toContain('9 items of data/complaint-management.json')
  expect(printed).toContain('Escalated to AgentB\n  Complaint1444  P1  assigned  (custXY32)\n  Complaint1321')
})
