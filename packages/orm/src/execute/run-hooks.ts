/** Runs hooks around writes, in order: the table's, those of models that are extended, the model's own. */
import type { Values } from '../codec/encode-item.ts'
import { withDefaults } from '../codec/with-defaults.ts'
import type { WrittenItem } from '../codec/written-item.ts'
import type { HooksInput } from '../schema/hooks.ts'
import type { ModelSpec } from '../schema/model-spec.ts'

/** Whether any hook of the name is there: without one, nothing is copied or read for it. */
export const hasHook = (spec: ModelSpec, name: keyof HooksInput): boolean =>
  spec.hooks.some((hooks) => hooks[name] !== undefined)

/** The values to write, as the hooks leave them. */
export const beforeCreate = async (spec: ModelSpec, given: Values): Promise<Values> => {
  if (!hasHook(spec, 'beforeCreate')) return given
  const values = withDefaults(spec, given)
  for (const hooks of spec.hooks) await hooks.beforeCreate?.({ model: spec.name, values })
  return values
}

/** The changes to write, as the hooks leave them. */
export const beforeUpdate = async (spec: ModelSpec, key: Values, given: Values): Promise<Values> => {
  if (!hasHook(spec, 'beforeUpdate')) return given
  const changes = { ...given }
  for (const hooks of spec.hooks) await hooks.beforeUpdate?.({ model: spec.name, key, changes })
  return changes
}

/** @param instance the caller's own, where it deletes through one */
export const beforeDelete = async (spec: ModelSpec, key: Values, instance: unknown): Promise<void> => {
  if (hasHook(spec, 'beforeDelete'))
    for (const hooks of spec.hooks) await hooks.beforeDelete?.(deleteEvent(spec, key, instance))
}

export const afterDelete = async (spec: ModelSpec, key: Values, instance: unknown): Promise<void> => {
  if (hasHook(spec, 'afterDelete'))
    for (const hooks of spec.hooks) await hooks.afterDelete?.(deleteEvent(spec, key, instance))
}

const deleteEvent = ({ name: model }: ModelSpec, key: Values, instance: unknown) => ({
  ...{ model, key, instance: instance as Record<string, unknown> | undefined },
})

/** What a write left behind: the item as it is stored, and the instance that the caller gets, if it gets one. */
export interface Written {
  readonly item: WrittenItem
  readonly instance: unknown
}

export const afterWrite = async (
  spec: ModelSpec,
  name: 'afterCreate' | 'afterUpdate',
  { item, instance }: Written,
): Promise<void> => {
  if (!hasHook(spec, name)) return
  const shown = (instance ?? item.hydrateAs(spec)) as Record<string, unknown>
  for (const hooks of spec.hooks) await hooks[name]?.({ model: spec.name, instance: shown })
}
