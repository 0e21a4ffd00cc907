/** The subclasses of `StormError`: one per thing a caller would do differently. */
import type { ErrorCode } from './codes.ts'
import { brandError, type ErrorOptions, StormError } from './storm-error.ts'

/** One problem of a definition, as data. */
export interface Problem {
  /** Where: `User.keys.primary.pk`, `shop.indexes.gsi1`. */
  readonly path: string
  /** The rule, the fact and the fix. */
  readonly message: string
}

/** A table or model definition is wrong; `problems` lists everything that is, not only the first. */
export class DefinitionError extends StormError {
  readonly problems: readonly Problem[]
  constructor(what: string, problems: readonly Problem[], code: ErrorCode = 'definition.invalid') {
    const list = problems.map((problem) => `\n  - ${problem.path}: ${problem.message}`).join('')
    super(
      code,
      `The definition of ${what} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:${list}\n`,
    )
    this.problems = problems
  }
}

/** One validation issue, in the form of Standard Schema. */
export interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** Values do not meet their fields; `issues` lists everything, and nothing was sent. */
export class ValidationError extends StormError {
  readonly issues: readonly Issue[]
  constructor(what: string, issues: readonly Issue[], options: ErrorOptions & { code?: ErrorCode } = {}) {
    const list = issues
      .map((issue) => `\n  - ${issue.path.map(String).join('.') || '(whole)'}: ${issue.message}`)
      .join('')
    super(options.code ?? 'validation.invalid', `${what} did not pass validation:${list}\n`, options)
    this.issues = issues
  }
}

/** A stored attribute is not what its field declares. */
export class DecodeError extends StormError {}
/** A key cannot be built or taken apart. */
export class KeyError extends StormError {}
/** A query or change is not possible as written. */
export class QueryError extends StormError {}
/** A cursor is malformed, altered, or belongs to another query. */
export class CursorError extends StormError {}

/** There is no such item. Every model has its own subclass, `X.DoesNotExist`. */
export class ItemNotFound extends StormError {
  readonly model: string
  readonly key: Readonly<Record<string, unknown>>
  /** @param key `undefined` for a relation that is not set */
  constructor(model: string, key: Readonly<Record<string, unknown>> | undefined, options: ErrorOptions = {}) {
    const fact =
      key === undefined
        ? `The relation to ${model} is not set.`
        : `There is no ${model} with the key ${describeKey(key)}.`
    super('item.not-found', fact, options)
    this.model = model
    this.key = key ?? {}
  }
}

/** There is such an item already. Every model has its own subclass, `X.AlreadyExists`. */
export class ItemExists<Current = unknown> extends StormError {
  readonly model: string
  readonly key: Readonly<Record<string, unknown>>
  /** The item that is there, as an instance; `undefined` where it is another model's, or DynamoDB did not return it. */
  readonly current: Current | undefined
  constructor(
    model: string,
    key: Readonly<Record<string, unknown>>,
    options: ErrorOptions & { current?: Current | undefined } = {},
  ) {
    super('item.exists', `The table already has this item of ${model}: ${describeKey(key)}.`, options)
    this.model = model
    this.key = key
    this.current = options.current
  }
}

/** What a failed condition tells besides. */
interface ConditionFacts {
  readonly current?: unknown
  readonly uncertain?: boolean
}

/** The condition of a write did not hold; nothing was written, unless `uncertain` says otherwise. */
export class ConditionFailed extends StormError {
  /** The item as it was when the condition failed, decoded, where DynamoDB returned it. */
  readonly current: unknown
  /**
   * Whether an earlier try of the same request, whose answer was lost, may have been applied, and the item was changed again
   * since: to repeat the write could do it twice. Never with `once`, in a transaction or with a history, whose tokens tell.
   */
  readonly uncertain: boolean
  constructor(code: ErrorCode, fact: string, options: ErrorOptions & ConditionFacts = {}) {
    super(code, fact, options)
    this.current = options.current
    this.uncertain = options.uncertain ?? false
  }
}

/** Another writer was first: the stored version is not the one that was loaded. */
export class VersionConflict extends ConditionFailed {}

/** Another item holds the values of a unique constraint. */
export class UniqueViolation extends StormError {
  readonly constraint: string
  /** The primary key's field values of the item that has the values, where the marker of the constraint told it. */
  readonly holder: Readonly<Record<string, unknown>> | undefined
  constructor(
    model: string,
    constraint: string,
    options: ErrorOptions & { holder?: Readonly<Record<string, unknown>> | undefined } = {},
  ) {
    super('write.unique', `Another ${model} has the same values for the unique constraint '${constraint}'.`, options)
    this.constraint = constraint
    this.holder = options.holder
  }
}

/** A transaction was refused or cancelled as a whole. */
export class TransactionFailed extends StormError {
  /** One entry per operation of the caller, in order; `undefined` where that operation was not the reason. */
  readonly reasons: readonly (StormError | undefined)[]
  constructor(
    code: ErrorCode,
    fact: string,
    options: ErrorOptions & { reasons?: readonly (StormError | undefined)[] } = {},
  ) {
    super(code, fact, options)
    this.reasons = options.reasons ?? []
  }
}

/** One item of a bulk write that was not written. */
export interface BulkFailure {
  /** Its place among the given values or keys, from 0. */
  readonly index: number
  readonly error: Error
}

/** A bulk write came to its end, or to a stop, and not every item was written. The others were. */
export class BulkFailed extends StormError {
  /** Number of items that were written. */
  readonly succeeded: number
  /** Every item that was tried and not written, in order. */
  readonly failed: readonly BulkFailure[]
  /** Index of the first item that was not tried, as the call came to a stop; `undefined` if all were tried. */
  readonly notTried: number | undefined

  constructor(
    fact: string,
    result: {
      readonly succeeded: number
      readonly failed: readonly BulkFailure[]
      readonly notTried: number | undefined
    },
    options: ErrorOptions = {},
  ) {
    super('bulk.failed', fact, options)
    this.succeeded = result.succeeded
    this.failed = result.failed
    this.notTried = result.notTried
  }
}

/** What the service said, where it said anything. */
export interface ServiceFacts {
  /** `ValidationException`, `ProvisionedThroughputExceededException`, … */
  readonly service?: string | undefined
  readonly status?: number | undefined
  readonly requestId?: string | undefined
  /** The service's whole answer, parsed: cancellation reasons, the item of a failed condition. */
  readonly body?: Readonly<Record<string, unknown>> | undefined
  /** Requests sent for this operation, the first included. */
  readonly attempts?: number | undefined
  /** Whether one before the last may have been applied, although no answer told so. */
  readonly uncertain?: boolean | undefined
}

/** A request could not be sent, answered or understood. */
export class RequestError extends StormError {
  readonly service: string | undefined
  readonly status: number | undefined
  readonly requestId: string | undefined
  declare readonly body: Readonly<Record<string, unknown>> | undefined
  readonly attempts: number | undefined
  declare readonly uncertain: boolean | undefined
  constructor(code: ErrorCode, fact: string, options: ErrorOptions & ServiceFacts = {}) {
    super(code, fact, options)
    this.service = options.service
    this.status = options.status
    this.requestId = options.requestId
    // Not enumerable: a failed condition's answer holds a whole item, which must not end up in logs.
    Object.defineProperty(this, 'body', { value: options.body, configurable: true })
    this.attempts = options.attempts
    if (options.uncertain) this.uncertain = true
  }
}

/** DynamoDB refused for want of capacity, and went on refusing through all retries. */
export class Throttled extends RequestError {}
/** The table, or the index, does not exist. */
export class TableNotFound extends RequestError {}

for (const [name, errorClass] of Object.entries({
  DefinitionError,
  ValidationError,
  DecodeError,
  KeyError,
  QueryError,
  CursorError,
  ItemNotFound,
  ItemExists,
  ConditionFailed,
  VersionConflict,
  UniqueViolation,
  TransactionFailed,
  BulkFailed,
  RequestError,
  Throttled,
  TableNotFound,
}))
  brandError(name, errorClass)

const describeKey = (key: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(key, (_name, value) => (typeof value === 'bigint' ? `${value}n` : value))
