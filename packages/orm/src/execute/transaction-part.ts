/** What a transaction is made of: writes as the caller asked for them, and the parts that they become, one an item. */
import type { Values } from '../codec/encode-item.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { WritePlan } from '../write/write-plan.ts'
import type { Session } from './session.ts'
import type { WriteJob } from './write-job.ts'

interface RequestBase {
  readonly session: Session
  readonly spec: ModelSpec
  /** What the caller wants to hold. */
  readonly condition?: ConditionNode | undefined
  /** Hears of success: the item as it is stored now, `undefined` if it is gone. Gives the caller's instance of it. */
  readonly committed?: ((item: Item | undefined) => unknown) | undefined
  /** The version that must be stored. */
  readonly held?: number | undefined
}

/** A whole item. */
export interface PutRequestPart extends RequestBase {
  readonly kind: 'create' | 'replace'
  readonly values: Values
  /** The item that is put anew, of which what no field names is kept. */
  readonly unknown?: Item | undefined
  /** Fields whose values are as they are stored: schemas do not transform them again. */
  readonly stored?: ReadonlySet<string> | undefined
}
/** Some fields of an item that must exist. */
export interface UpdateRequestPart extends RequestBase {
  readonly kind: 'update'
  readonly key: Values
  readonly changes: Readonly<Record<string, unknown>>
  readonly loaded?: Item | undefined
  /** The item of an instance that is saved: of maps, the members that changed are written. */
  readonly saved?: Item | undefined
}
export interface DeleteRequestPart extends RequestBase {
  readonly kind: 'delete'
  readonly key: Values
  readonly loaded?: Item | undefined
  /** The caller's own, where it deletes through one. */
  readonly instance?: unknown
}
/** A condition on an item that is not written. */
export interface CheckRequestPart extends RequestBase {
  readonly kind: 'check'
  readonly key: Values
  /** Whether the item must exist, or must not. */
  readonly exists: boolean
}

/** One operation of the caller, as data. */
export type WriteRequest = PutRequestPart | UpdateRequestPart | DeleteRequestPart | CheckRequestPart

/** One operation of the caller within a part. */
export interface PartMember {
  /** Its place among the caller's operations, from 0. */
  readonly index: number
  /** `update of User` */
  readonly what: string
  readonly condition: ConditionNode | undefined
  /** Names of the fields that an update changes. */
  readonly changes?: ReadonlySet<string> | undefined
}

/** Everything that a transaction does to one item. */
export interface TransactionPart {
  readonly session: Session
  readonly job: WriteJob
  readonly members: readonly PartMember[]
  /** Hears of success, with the plan that was sent. */
  readonly committed?: ((plan: WritePlan) => void | Promise<void>) | undefined
}
