/** A write as data that can be run, or shown: what a manager's method and its lazy form share. */
import type { ModelSpec } from '../schema/model-spec.ts'
import { type Ready, whenReady } from '../util/when-ready.ts'
import type { Operation } from '../wire/request.ts'
import { toOperation } from '../write/write-plan.ts'
import { type PlainRequest, toRequest } from './send.ts'
import type { Session } from './session.ts'
import { executeWrite } from './write-item.ts'
import type { WriteJob, WriteReceipt } from './write-job.ts'

/** A write, before its input is validated. */
export interface WriteAction<Result> {
  readonly spec: ModelSpec
  /** Whether the caller set a condition. */
  readonly conditional?: boolean
  /** Validates the input; nothing is sent. */
  prepare(session: Session): Ready<PreparedWrite<Result>>
}

/** A write whose input is valid. */
export interface PreparedWrite<Result> {
  readonly job: WriteJob
  result(receipt: WriteReceipt): Ready<Result>
  /** Runs the after-hooks, with the instance that the caller shows where it shows one. */
  after?(result: Result, shown: unknown): Promise<void>
}

/** What a caller gives in place of a result: mostly the instance that takes it over. */
export type Show<Result, Shown> = (result: Result) => Shown

/** Validates, sends, and gives the result, or what the caller shows of it. */
export const runAction: {
  <Result>(session: Session, action: WriteAction<Result>): Promise<Result>
  <Result, Shown>(session: Session, action: WriteAction<Result>, show: Show<Result, Shown>): Promise<Shown>
} = async <Result>(session: Session, action: WriteAction<Result>, show?: Show<Result, unknown>): Promise<never> => {
  const preparing = action.prepare(session)
  const prepared = preparing instanceof Promise ? await preparing : preparing
  const settled = settleWrite(prepared, await executeWrite(session, prepared.job), show)
  return (settled instanceof Promise ? await settled : settled) as never
}

/** After a write: the caller's instance takes over what is stored, then the after-hooks see that very instance. */
export const settleWrite = <Result>(
  { result, after }: PreparedWrite<Result>,
  receipt: WriteReceipt,
  show: Show<Result, unknown> | undefined,
): Ready<unknown> =>
  whenReady(result(receipt), (given) => {
    const shown = show?.(given)
    const settled = show === undefined ? given : shown
    return after === undefined ? settled : after(given, shown).then(() => settled)
  })

/** What the action would send first, and why a read comes first where one does. */
export interface ActionOutline {
  readonly requests: readonly PlainRequest[]
  /** Why the stored item is read before the write; `undefined` if it is not. */
  readonly readsBecause: string | undefined
  /** Whether the caller set a condition. */
  readonly conditional: boolean
}

/** Validates and plans an action without sending anything. */
export const outlineAction = async (session: Session, action: WriteAction<unknown>): Promise<ActionOutline> => {
  const { job } = await action.prepare(session)
  const planned = await job.plan(job.loaded)
  const conditional = action.conditional === true
  if ('plan' in planned) {
    const requests = [toRequest(toOperation(planned.plan, () => SAMPLE_TOKEN, job))]
    return { requests, readsBecause: undefined, conditional }
  }
  const input = { TableName: session.tableName, Key: job.key, ConsistentRead: true }
  const read: Operation = { name: 'GetItem', input }
  return { requests: [toRequest(read)], readsBecause: planned.needsItem, conditional }
}

/** Shown in place of a transaction's token, which is new at every call. */
const SAMPLE_TOKEN = '00000000-0000-0000-0000-000000000000'
