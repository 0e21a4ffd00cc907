/** When a write happens and who acts, for the history of its item. */
import type { ModelSpec } from '../schema/model-spec.ts'
import type { HistoryStamp } from '../write/history.ts'
import type { Session } from './session.ts'

/** What `table.with` says comes before what the model says. */
export const stampOf = ({ actor }: Session, { history }: ModelSpec, at: Date): HistoryStamp | undefined =>
  history === undefined ? undefined : { at, by: actor ?? history.actor?.() }
