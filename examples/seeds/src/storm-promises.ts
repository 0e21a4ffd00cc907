/**
 * What STORM's README names or promises without showing it: the members of its class diagram, the open boxes of its
 * status list, and `filter`, which its diagram marks "later".
 */
import { beginsWith, F, gte, lt, plus } from 'single-table-orm'
import { Customer, Order, Purchase, table, User } from './storm-models.ts'

// [ ] Make use of the single-table-model to allow querying multiple things at once
/** A customer and all purchases, by one request, each as its own class. */
export const severalTypes = async (customerId: string) => {
  await Customer.objects.create({ customerId, name: 'Ada' })
  await Purchase.objects.create({ customerId, amount: 12.5 })
  await Purchase.objects.create({ customerId, amount: 0.1 + 0.2, status: 'paid' })
  return await table.collection(Customer, Purchase).using({ customerId }).grouped()
}

// filter(...) QuerySet  # Example: Add filter later
export const filtered = (customerId: string) =>
  Purchase.objects
    .using({ customerId })
    .filter({ amount: gte(0.3), status: 'paid' })
    .filter({ amount: lt(1) })

// class F: __init__(field_name), __add__(other)
/** `F("amount") + 1` as a change of the same field, and a sum of two fields; computed by DynamoDB, not here. */
export const byExpression = async (purchase: Purchase) => {
  await purchase.update({ amount: F('amount').plus(1) })
  await purchase.update({ amount: plus(0.25) })
  return await purchase.update({ fee: F('amount').plus(F('fee')) })
}

// limit(int) QuerySet, use_index(bool) QuerySet, using(**kwargs) QuerySet
export const chained = (userId: string, email: string) => ({
  limited: Order.objects.using({ userId }).limit(1),
  ofDay: Order.objects.using({ userId }).using({ orderId: beginsWith('order') }),
  // The index is chosen by the fields that are given; `by` names it.
  byEmail: User.objects.using({ email }),
  named: User.objects.by('byEmail', { email }),
})

// get_save_query(Model) dict, get_update_query(Model, **kwargs) dict, get_delete_query(Model) dict, get_query() dict
/** Nothing is sent: these are the requests that would be. */
export const requests = async () => {
  const values = { userId: 'u1', email: 'u1@example.com', name: 'One' }
  const key = { userId: 'u1', type: 'METADATA' }
  return {
    save: await User.objects.lazy.replace(values).toRequests(),
    update: await Order.objects.lazy.update({ userId: 'u1', orderId: 'o1' }, { amount: 2.5 }).toRequests(),
    delete: await User.objects.lazy.delete(key).toRequests(),
    query: Order.objects.using({ userId: 'u1' }).toRequests(),
  }
}

// get_pk() str, get_sk() str, get_gsi1pk() str | None, to_json() dict
export const keysOf = (user: User) => ({ ...user.keys(), json: user.toJSON() })
