/** Loads AWS's chat items into an engine of its own and asks every question of `access-patterns.ts`. */
import { startEngine } from 'single-table-orm/testing'
import {
  comment,
  commentsOfRoom,
  commentsOfUser,
  commentsOfUserBetween,
  commentsSince,
  room,
} from './access-patterns.ts'
import { items, load } from './data.ts'
import { type Comment, chat, Room } from './models.ts'

const line = (one: Comment) => `${one.createdAt.toISOString()}  ${one.userId} in ${one.roomId}: ${one.text}`

const show = (question: string, lines: readonly string[]) =>
  console.log(`\n${question}\n${lines.map((text) => `  ${text}`).join('\n')}`)

const ask = async (): Promise<void> => {
  show('Comments in Music, newest first', (await commentsOfRoom('Music').all()).map(line))
  const noon = new Date('2023-04-01T12:00:10Z')
  show(`Comments in Music since ${noon.toISOString()}`, (await commentsSince('Music', noon).all()).map(line))
  show('Comments of UserA', (await commentsOfUser('UserA').all()).map(line))
  const [from, to] = [new Date('2023-04-01T12:30:00Z'), new Date('2023-04-01T13:30:00Z')]
  show('Comments of UserA from 12:30 to 13:30', (await commentsOfUserBetween('UserA', from, to).all()).map(line))
  show('One comment', [line(await comment('UserB', new Date('2023-04-01T12:00:01.001Z')))])
  const art = await room('Art')
  show('The room Art', [`opened by ${art.createdBy}`, art.last === undefined ? 'no comments' : line(art.last)])
  const all = await chat.scan().all()
  show('Every item as its model', [
    `${all.length} items, ${all.filter((one) => one instanceof Room).length} of them rooms`,
  ])
}

const engine = await startEngine()
try {
  await chat.with({ client: engine.client }, async () => {
    await chat.ensure()
    await load(engine.client, 'Chat')
    console.log(`${items.length} items of data/chat-system.json are in the table Chat.`)
    await ask()
  })
} finally {
  await engine.stop()
}
