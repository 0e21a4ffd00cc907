/** The code of single writes, which is one file of the published package: see `write-call.ts`. */
import { checkAction } from './check-action.ts'
import { deleteAction } from './delete-action.ts'
import { putAction } from './put-actions.ts'
import { updateAction } from './update-action.ts'
import { updateReturning } from './update-returning.ts'
import { upsertAction } from './upsert-action.ts'
import { outlineAction, runAction } from './write-action.ts'

/** What makes the action of each kind of write, and runs or shows it. */
export const writeCode = {
  check: checkAction,
  delete: deleteAction,
  put: putAction,
  update: updateAction,
  updateReturning,
  upsert: upsertAction,
  run: runAction,
  outline: outlineAction,
}
export type WriteCode = typeof writeCode
