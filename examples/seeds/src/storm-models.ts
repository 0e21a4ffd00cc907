/** The table and models of STORM's README, and two more that share a partition, which its models never do. */
import { f, Table } from 'single-table-orm'

// Assumes AWS credentials and DB_TABLE_NAME env var are set
/** No name is given: it is read from the environment at every request, as there. */
export const table = new Table({ indexes: { GSI1: { pk: 'GSI1PK', sk: 'SK' } } })

// class User(Model):
export class User extends table.Model<User>()('User', {
  fields: {
    // user_id = Field(str, pk=True)
    userId: f.string(),
    // type = Field(str, sk=True, default="METADATA")
    type: f.string().default('METADATA'),
    // email = Field(str)
    email: f.string(),
    // name = Field(str)
    name: f.string(),
  },
  keys: {
    // class Meta: suffix = "USER"
    primary: { pk: 'USER#U#{userId}#USER', sk: 'T#{type}' },
    // email_gsi = Field(str, gsi=True, identifier="E")
    // An index key is made from the field it is about: there is no second field to keep equal.
    byEmail: { index: 'GSI1', pk: 'USER#E#{email}#USER', sk: 'T#{type}' },
  },
}) {}

// class Order(Model):
export class Order extends table.Model<Order>()('Order', {
  fields: {
    // user_id = Field(str, pk=True)
    userId: f.string(),
    // order_id = Field(str, sk=True, identifier="O")
    orderId: f.string(),
    // amount = Field(float)
    amount: f.number(),
    // order_date = Field(str) # Example: ISO 8601 format
    orderDate: f.string(),
  },
  // class Meta: suffix = "ORDER"
  keys: { primary: { pk: 'ORDER#U#{userId}#ORDER', sk: 'O#{orderId}' } },
}) {}

/** A customer and its purchases: one item collection, because both models have one partition key template. */
export class Customer extends table.Model<Customer>()('Customer', {
  fields: { customerId: f.string(), name: f.string() },
  keys: { primary: { pk: 'CUSTOMER#{customerId}', sk: 'PROFILE' } },
}) {}

export class Purchase extends table.Model<Purchase>()('Purchase', {
  fields: {
    customerId: f.string(),
    purchaseId: f.ulid(),
    amount: f.number(),
    fee: f.number().default(0.5),
    status: f.enum('open', 'paid').default('open'),
  },
  keys: { primary: { pk: 'CUSTOMER#{customerId}', sk: 'PURCHASE#{purchaseId}' } },
}) {}
