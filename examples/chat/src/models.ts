/** The chat table and its two models: comments, which the room index lists over time, and rooms. No type is stored. */
import { f, Table } from 'single-table-orm'

export const chat = new Table({
  name: 'Chat',
  // An array names attributes that the items hold anyway: nothing is written for the index.
  indexes: { RoomID_Comment_IDX: { pk: ['RoomID'], sk: ['CreatedAt'] } },
  typeAttribute: false,
  keyEncoding: 'raw',
})

/** What a user wrote into a room. */
export class Comment extends chat.Model<Comment>()('Comment', {
  fields: {
    userId: f.string().keyOnly(),
    postedAt: f
      .date()
      .keyOnly()
      .default(() => new Date()),
    roomId: f.string().as('RoomID'),
    text: f.string().as('Comment'),
    createdAt: f.date().createdAt().as('CreatedAt'),
    updatedAt: f.date().optional().as('UpdatedAt'),
  },
  keys: {
    primary: { pk: 'User:{userId}', sk: '{postedAt}' },
    inRoom: { index: 'RoomID_Comment_IDX', pk: ['roomId'], sk: ['createdAt'] },
  },
}) {
  room() {
    return Room.objects.get({ roomId: this.roomId })
  }
}

/** A room, with the user who opened it. */
export class Room extends chat.Model<Room>()('Room', {
  fields: {
    roomId: f.string().keyOnly(),
    createdBy: f.string().as('CreatedBy'),
  },
  keys: { primary: { pk: 'Room:{roomId}', sk: 'meta' } },
}) {
  comments() {
    return Comment.objects.using({ roomId: this.roomId })
  }
}
