/** AWS's chat items, loaded past the models: every one is read as the right model, and written back as it was. */
import type { Item, Transport } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { beforeEach, expect, it, vi } from 'vitest'
import {
  comment,
  commentsOfRoom,
  commentsOfUser,
  commentsOfUserBetween,
  commentsSince,
  room,
} from './access-patterns.ts'
import { dump, items, load } from './data.ts'
import { Comment, chat, Room } from './models.ts'

let client: Transport
let counter = 0

/** Runs a function with a fresh table of the given contents. */
const inTable = <Result>(contents: 'loaded' | 'empty', run: (name: string) => Promise<Result>): Promise<Result> => {
  const name = `chat-${process.pid}-${++counter}`
  return chat.with({ client, name }, async () => {
    await chat.ensure()
    if (contents === 'loaded') await load(client, name)
    return await run(name)
  })
}

beforeEach(async () => {
  client = (await sharedEngine()).client
})

const keyOf = (item: Item) => JSON.stringify([item['PK'], item['SK']])

/** Every attribute as its wire text, items and attributes in one order: equal texts are equal bytes. */
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

const modelOf = (item: Item) => (JSON.stringify(item['PK']).includes('Room:') ? Room : Comment)

it('the file holds five comments and three rooms', () => {
  expect(items.filter((item) => modelOf(item) === Comment)).toHaveLength(5)
  expect(items.filter((item) => modelOf(item) === Room)).toHaveLength(3)
})

it('declares the indexes that the file declares', () =>
  inTable('empty', async (name) => {
    const { body } = await client.send('DescribeTable', JSON.stringify({ TableName: name }))
    const { GlobalSecondaryIndexes } = JSON.parse(body).Table
    expect(GlobalSecondaryIndexes).toMatchObject([
      {
        IndexName: 'RoomID_Comment_IDX',
        KeySchema: [
          { AttributeName: 'RoomID', KeyType: 'HASH' },
          { AttributeName: 'CreatedAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ])
  }))

it('reads every item as the right model: by scan, by key, and from wire JSON', () =>
  inTable('loaded', async () => {
    const scanned = await chat.scan().all()
    expect(scanned).toHaveLength(items.length)
    expect(scanned.filter((one) => one instanceof Comment)).toHaveLength(5)
    expect(scanned.filter((one) => one instanceof Room)).toHaveLength(3)
    expect(await Comment.objects.scan().count()).toBe(5)
    expect(await Room.objects.scan().count()).toBe(3)
    for (const item of items) {
      const decoded = chat.decode(item)
      expect(decoded).toBeInstanceOf(modelOf(item))
      const found =
        decoded instanceof Room
          ? await Room.objects.get(decoded.key())
          : await Comment.objects.get((decoded as Comment).key())
      expect(found).toEqual(decoded)
    }
  }))

it('lists the comments of a room over time', () =>
  inTable('loaded', async () => {
    const music = await commentsOfRoom('Music').all()
    expect(music.map((one) => [one.userId, one.text])).toEqual([
      ['UserA', 'I like a Rock music.'],
      ['UserA', 'Hello!'],
    ])
    const late = await commentsSince('Music', new Date('2023-04-01T12:00:10Z')).all()
    expect(late.map((one) => one.text)).toEqual(['I like a Rock music.'])
    // The key holds another time than the attribute: each is read from where it is.
    expect(late[0]?.postedAt.toISOString()).toBe('2023-04-01T13:00:00.001Z')
    expect(late[0]?.createdAt.toISOString()).toBe('2023-04-01T12:00:50.001Z')
    expect(commentsOfRoom('Music').toRequests()).toMatchObject([
      { IndexName: 'RoomID_Comment_IDX', KeyConditionExpression: '#0 = :0', ScanIndexForward: false },
    ])
  }))

it('lists the comments of a user over time', () =>
  inTable('loaded', async () => {
    expect((await commentsOfUser('UserA').all()).map((one) => one.text)).toEqual([
      'Hello!',
      'I like a Rock music.',
      'Me too.',
    ])
    const some = commentsOfUserBetween('UserA', new Date('2023-04-01T12:30:00Z'), new Date('2023-04-01T13:30:00Z'))
    expect((await some.all()).map((one) => one.text)).toEqual(['I like a Rock music.'])
    expect((await comment('UserB', new Date('2023-04-01T12:00:01.001Z'))).text).toBe("What's your favorite?")
  }))

it('leads from a comment to its room and back', () =>
  inTable('loaded', async () => {
    const art = await room('Art')
    expect([art.createdBy, art.last?.text]).toEqual(['UserF', 'Me too.'])
    const one = await comment('UserB', new Date('2023-04-01T12:00:01.001Z'))
    expect((await one.room()).createdBy).toBe('UserE')
  }))

it('writes every item back byte for byte: put over itself', () =>
  inTable('loaded', async (name) => {
    for (const one of await chat.scan().all())
      if (one instanceof Comment || one instanceof Room) await one.save({ overwrite: true })
    expect(bytes(await dump(client, name))).toEqual(bytes(items))
  }))

it.each(['create', 'replace', 'upsert'] as const)('writes every item byte for byte into an empty table: %s', (call) =>
  inTable('empty', async (name) => {
    for (const item of items) {
      const one = chat.decode(item)
      if (one instanceof Comment) await Comment.objects[call](one.values())
      if (one instanceof Room) await Room.objects[call](one.values())
    }
    expect(bytes(await dump(client, name))).toEqual(bytes(items))
  }),
)

it('writes a comment that the room shows at once', () =>
  inTable('loaded', async () => {
    const one = await Comment.objects.create({ userId: 'UserZ', roomId: 'Movie', text: 'Stalker.' })
    expect((await commentsOfRoom('Movie').first())?.key()).toEqual(one.key())
    await one.update({ roomId: 'Art' })
    expect((await commentsOfRoom('Movie').all()).map((found) => found.userId)).toEqual(['UserB'])
    expect((await commentsOfRoom('Art').first())?.userId).toBe('UserZ')
  }))

it('refuses an index key that DynamoDB would refuse, before anything is sent', () =>
  inTable('empty', async (name) => {
    const nowhere = Comment.objects.create({ userId: 'UserZ', roomId: '', text: 'Anybody here?' })
    await expect(nowhere).rejects.toMatchObject({ code: 'key.empty' })
    expect(await dump(client, name)).toEqual([])
  }))

it('the program prints every answer', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import('./index.ts')
  const printed = log.mock.calls.join('\n')
  log.mockRestore()
  expect(printed).toContain('8 items of data/chat-system.json')
  expect(printed).toContain('The room Art\n  opened by UserF\n  2023-04-01T14:00:00.001Z  UserA in Art: Me too.')
})
