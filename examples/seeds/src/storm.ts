/** The "Basic Example" of STORM's README, line by line: the Python line stands above ours. */
import { Order, User } from './storm-models.ts'

/** Runs the example; `print` gets what the original prints. */
export const storm = async (print: (line: string) => void) => {
  // user = User.objects.create(user_id="user123", email="test@example.com", name="Test User", email_gsi="test@example.com")
  const user = await User.objects.create({ userId: 'user123', email: 'test@example.com', name: 'Test User' })

  // user = User(user_id="user123", type="METADATA", email="test@example.com", name="Test User", email_gsi="test@example.com")
  const same = new User({ userId: 'user123', type: 'METADATA', email: 'test@example.com', name: 'Test User' })
  // user.save()
  // There, this is a put. Here, saving a new instance never overwrites; `overwrite` says that it may.
  await same.save({ overwrite: true })

  // print(f"Created User PK: {user.get_pk()}, SK: {user.get_sk()}")
  print(`Created User PK: ${user.keys()['PK']}, SK: ${user.keys()['SK']}`)

  // order = Order.objects.create(user_id="user123", order_id="order456", amount=99.99, order_date="2024-01-01T10:00:00Z")
  const order = await Order.objects.create({
    userId: 'user123',
    orderId: 'order456',
    amount: 99.99,
    orderDate: '2024-01-01T10:00:00Z',
  })

  // print(f"Created Order PK: {order.get_pk()}, SK: {order.get_sk()}")
  print(`Created Order PK: ${order.keys()['PK']}, SK: ${order.keys()['SK']}`)

  // try:
  try {
    // retrieved_user = User.objects.get(user_id="user123", type="METADATA")
    const retrieved = await User.objects.get({ userId: 'user123', type: 'METADATA' })
    // print(f"Retrieved User: {retrieved_user.name}")
    print(`Retrieved User: ${retrieved.name}`)

    // user_orders = list(Order.objects.using(user_id="user123"))
    const orders = await Order.objects.using({ userId: 'user123' }).all()
    // print(f"User user123 has {len(user_orders)} orders.")
    print(`User user123 has ${orders.length} orders.`)

    // retrieved_user.update(email="new@example.com", email_gsi="new@example.com")
    await retrieved.update({ email: 'new@example.com' })
    // except User.DoesNotExist:
  } catch (error) {
    if (!(error instanceof User.DoesNotExist)) throw error
    // print("User not found")
    print('User not found')
  }

  // order.delete()
  await order.delete()
}
