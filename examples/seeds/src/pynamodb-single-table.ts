/** The example of PynamoDB Single Table's README, line by line: the Python line stands above ours. */
import assert from 'node:assert/strict'
import { f, Table } from 'single-table-orm'
import { z } from 'zod'

// class _PynamodbMeta: table_name = "MyDynamoDBTable"
export const table = new Table({ name: 'MyDynamoDBTable' })

// class BaseTableModel(SingleTableBaseModel, abc.ABC):
export class BaseTableModel extends table.Model<BaseTableModel>()('BaseTableModel', { abstract: true, fields: {} }) {}

// class User(BaseTableModel):
export class User extends BaseTableModel.extend<User>()('User', {
  // __table_name__ = "user"
  type: 'user',
  fields: {
    // username: str
    username: f.string().min(1),
    // email: EmailStr
    email: z.email(),
    // account_activated_on: datetime = Field(default_factory=datetime.now)
    accountActivatedOn: f.date().default(() => new Date()),
  },
  // __str_id_field__ = "username"
  // The natural key is the key: a lookup by it is one GetItem, and two users of one name cannot be.
  keys: { primary: { pk: '{$type}#{username}', sk: '{$type}' } },
}) {}

/** Runs the example; its assertions are the original's. */
export const pynamodbSingleTable = async () => {
  // BaseTableModel.ensure_table_exists(billing_mode="PAY_PER_REQUEST")
  await table.ensure()

  // john, was_created = User.get_or_create(username="john_doe", email="john.doe@email.com")
  const [john, wasCreated] = await User.objects.getOrCreate({ username: 'john_doe' }, { email: 'john.doe@email.com' })
  // assert was_created
  assert(wasCreated)

  // john_again = User.get_by_str("john_doe")
  const johnAgain = await User.objects.get({ username: 'john_doe' })
  // assert john_again.email == "john.doe@email.com"
  assert.equal(johnAgain.email, 'john.doe@email.com')

  // now = datetime.now()
  const now = new Date()
  // john_again.account_activated_on = now
  johnAgain.accountActivatedOn = now
  // john_again.save()
  await johnAgain.save()

  // assert User.get_by_str("john_doe").account_activated_on == now
  assert.deepEqual((await User.objects.get({ username: 'john_doe' })).accountActivatedOn, now)

  // john_again.delete()
  await johnAgain.delete()
  return { john, johnAgain }
}
