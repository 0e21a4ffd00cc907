/** An update by key that gives the item as it is after the write, as it was before, or nothing. */
import { WrittenItem } from '../codec/written-item.ts'
import { QueryError } from '../errors/errors.ts'
import { whenReady } from '../util/when-ready.ts'
import type { Returning } from '../write/write-plan.ts'
import { hasHook } from './run-hooks.ts'
import { type UpdateOptions, type UpdateTarget, updateAction } from './update-action.ts'
import type { WriteAction } from './write-action.ts'
import type { WriteReceipt } from './write-job.ts'

/**
 * As `updateAction`; gives `undefined` for 'none'.
 *
 * 'old' is what DynamoDB returns, or in a transaction, which returns nothing, the item that the write was conditioned on.
 * Where hooks look at what is stored, 'old' takes a read more.
 *
 * @throws {QueryError} `query.option`
 */
export const updateReturning = (
  target: UpdateTarget,
  options: UpdateOptions,
  returning: Returning = 'new',
): WriteAction<WrittenItem | undefined> => {
  if (!['new', 'old', 'none'].includes(returning))
    throw new QueryError('query.option', "returning takes 'new', 'old' or 'none'.")
  if (returning === 'new') return updateAction(target, options)
  const action = updateAction(target, { returning, ...options })
  const isHeard = hasHook(target.spec, 'afterUpdate')
  return {
    ...action,
    prepare: (session) =>
      whenReady(action.prepare(session), ({ job, result, after }) => {
        if (returning === 'none' && !isHeard) return { job, result: () => undefined }
        // The caller gets another instance than the one that hooks are to see, or none.
        const tell = async (receipt: WriteReceipt) => after?.(await result(receipt), undefined)
        return {
          job,
          result: async (receipt) => {
            if (returning === 'none') return void (await tell(receipt))
            if (isHeard) await tell({ ...receipt, attributes: undefined })
            const { attributes, plan } = receipt
            return attributes ? new WrittenItem(attributes) : plan.before && WrittenItem.of(plan.before)
          },
        }
      }),
  }
}
