/** The example of DynamORM's README, line by line: the Python line stands above ours. */
// from marshmallow import fields
// The schema library is imported by the user here too, and it is not abstracted at all.

import { beginsWith, f, ne, Table } from 'single-table-orm'
import * as v from 'valibot'

// class Table: name = 'prod-books'; hash_key = 'isbn'; read = 25; write = 5
// The table is on demand, so there is no throughput to set.
export const books = new Table({ name: 'prod-books', pk: ['isbn'], sk: false, typeAttribute: false })

const validateIsbn = (isbn: string) => /^\d{10,13}$/.test(isbn)

// class Book(DyanModel):
export class Book extends books.Model<Book>()('Book', {
  fields: {
    // isbn = fields.String(validate=validate_isbn)
    isbn: f.from(v.pipe(v.string(), v.check(validateIsbn, 'It is no ISBN.')), { key: 'string' }),
    // title = fields.String()
    title: v.optional(v.string()),
    // author = fields.String()
    author: v.optional(v.string()),
    // publisher = fields.String()
    publisher: v.optional(v.string()),
    // year = fields.Number()
    year: v.optional(v.number()),
  },
  keys: { primary: { pk: ['isbn'] } },
}) {}

/** Runs the example. */
export const dynamorm = async () => {
  // Book.put({"isbn": "12345678910", "title": "Foo", "author": "Mr. Bar", "publisher": "Publishorama"})
  await Book.objects.replace({ isbn: '12345678910', title: 'Foo', author: 'Mr. Bar', publisher: 'Publishorama' })

  // foo = Book(isbn="12345678910", title="Foo", author="Mr. Bar", publisher="Publishorama")
  let foo = new Book({ isbn: '12345678910', title: 'Foo', author: 'Mr. Bar', publisher: 'Publishorama' })
  // foo.save()
  await foo.save({ overwrite: true })

  // foo = Book()
  // foo.isbn = "12345678910"
  // A key is part of what makes an instance, so it is given at once; everything else can be assigned.
  foo = new Book({ isbn: '12345678910' })
  // foo.title = "Foo"
  foo.title = 'Foo'
  // foo.author = "Mr. Bar"
  foo.author = 'Mr. Bar'
  // foo.publisher = "Publishorama"
  foo.publisher = 'Publishorama'

  // In all cases they go through Schema validation, calls to .put or .save can result in ValidationError
  // foo.save()
  await foo.save({ overwrite: true })

  return {
    // Book.get(isbn="12345678910")
    got: await Book.objects.find({ isbn: '12345678910' }),

    // Book.query(isbn__begins_with="12345")
    // DynamoDB compares a partition key by equality alone: that query is refused, there by the service, here by the
    // compiler. What it means is a scan.
    byPrefix: await Book.objects
      .scan()
      .filter({ isbn: beginsWith('12345') })
      .all(),

    // Book.scan(author="Mr. Bar")
    byAuthor: await Book.objects.scan().filter({ author: 'Mr. Bar' }).all(),

    // Book.scan(author__ne="Mr. Bar")
    byOthers: await Book.objects
      .scan()
      .filter({ author: ne('Mr. Bar') })
      .all(),
  }
}
