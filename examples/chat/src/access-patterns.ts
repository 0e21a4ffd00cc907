/** The questions that the table answers, each by one request. */
import { between, gte } from 'single-table-orm'
import { Comment, Room } from './models.ts'

/** Comments of a room, newest first. */
export const commentsOfRoom = (roomId: string) => Comment.objects.using({ roomId }).reverse()

/** Comments of a room since a time, oldest first. */
export const commentsSince = (roomId: string, time: Date) => Comment.objects.using({ roomId, createdAt: gte(time) })

/** Comments of a user. */
export const commentsOfUser = (userId: string) => Comment.objects.using({ userId })

/** Comments of a user that were posted between two times. */
export const commentsOfUserBetween = (userId: string, from: Date, to: Date) =>
  Comment.objects.using({ userId, postedAt: between(from, to) })

/** One comment. */
export const comment = (userId: string, postedAt: Date) => Comment.objects.get({ userId, postedAt })

/** Who opened a room, and when somebody last wrote there. */
export const room = async (roomId: string) => {
  const found = await Room.objects.get({ roomId })
  return { createdBy: found.createdBy, last: await found.comments().reverse().first() }
}
