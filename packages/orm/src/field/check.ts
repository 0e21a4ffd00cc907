/** `.check(…)`: the user's own tests of a value. A check never changes the value; a failing one becomes an issue. */
import type { StandardIssue, StandardSchema } from '../types/standard-schema.ts'
import { type ParsePlace, report } from './kernel.ts'

/** A function that returns `false` or a message, or throws, where the value is not fine; or a schema. */
export type CheckRule = ((value: never) => unknown) | StandardSchema

/** What is said of a secret value: a message of a schema may show it. */
export const UNTOLD = 'It does not meet its rules.'

/** Runs all checks; asynchronous ones are added to the context's `pending`. `null` and `undefined` are not checked. */
export const runChecks = (checks: readonly CheckRule[], value: unknown, place: ParsePlace): void => {
  if (value === null || value === undefined) return
  for (const check of checks) runCheck(check, value, place)
}

/** Adds a schema's issues under the path of the value they are about. */
export const reportIssues = (issues: readonly StandardIssue[] | undefined, { path, context }: ParsePlace): void => {
  for (const issue of issues ?? []) {
    // Not `path.map`: arktype's path is a subclass of Array, of which `map` would make another one, with a 0 in it.
    const below = Array.from(issue.path ?? [], (part) => (typeof part === 'object' ? part.key : part))
    context.issues.push({ path: [...path, ...below], message: context.secret ? UNTOLD : issue.message })
  }
}

const runCheck = (check: CheckRule, value: unknown, place: ParsePlace): void => {
  if ('~standard' in check) {
    whenSettled(check['~standard'].validate(value), place, (result, at) => reportIssues(result.issues, at))
    return
  }
  try {
    whenSettled((check as (value: unknown) => unknown)(value), place, reportVerdict)
  } catch (error) {
    reportVerdict(messageOf(error), place)
  }
}

/** Reports now, or when the promise settles; a rejection is a verdict like a throw. */
const whenSettled = <Verdict>(
  verdict: Verdict | Promise<Verdict>,
  place: ParsePlace,
  reportTo: (verdict: Verdict, place: ParsePlace) => void,
): void => {
  if (!(verdict instanceof Promise)) {
    reportTo(verdict, place)
    return
  }
  const later = { path: [...place.path], context: place.context }
  place.context.pending.push(
    verdict.then(
      (settled) => reportTo(settled, later),
      (error: unknown) => reportVerdict(messageOf(error), later),
    ),
  )
}

const reportVerdict = (verdict: unknown, { path, context }: ParsePlace): void => {
  if (context.secret && (verdict === false || typeof verdict === 'string')) report(context, path, UNTOLD)
  else if (verdict === false) report(context, path, 'It does not meet the check of its field.')
  else if (typeof verdict === 'string') report(context, path, verdict)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
