/**
 * A write as it was called. What plans and sends it is loaded with the first write: a program that only reads never does.
 *
 * A call is over before its input is: the caller may change what it gave as soon as it has the promise. So the first write,
 * which waits for its code, keeps a copy; all others take their input at once.
 */
import type { Values } from '../codec/encode-item.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { detachedMembers } from '../util/same-value.ts'
import type { Session } from './session.ts'
import type { ActionOutline, Show, WriteAction } from './write-action.ts'
import type { WriteCode } from './write-code.ts'

/** A write that was not planned yet. */
export interface WriteCall<Result> {
  readonly spec: ModelSpec
  /** Values or changes, the caller's own. */
  readonly given: Values
  /** What it is to the code of writes, with the values or changes as they were. */
  readonly action: (code: WriteCode, given: Values) => WriteAction<Result>
}

let loaded: WriteCode | undefined

/** Validates, sends, and gives what the caller shows of the result. */
export const runWrite = <Result, Shown>(
  session: Session,
  { spec, given, action }: WriteCall<Result>,
  show: Show<Result, Shown>,
): Promise<Shown> => {
  if (loaded !== undefined) return loaded.run(session, action(loaded, given), show)
  const kept = keep(spec, given)
  return load().then((code) => code.run(session, action(code, kept), show))
}

/** Validates and plans without sending anything. */
export const outlineWrite = async (
  session: Session,
  { spec, given, action }: WriteCall<unknown>,
): Promise<ActionOutline> => {
  const kept = keep(spec, given)
  const code = await load()
  return await code.outline(session, action(code, kept))
}

const keep = (spec: ModelSpec, given: Values): Values => detachedMembers(given, spec.fieldNames) as Values

const load = async (): Promise<WriteCode> => {
  loaded ??= (await import('./write-code.ts')).writeCode
  return loaded
}
