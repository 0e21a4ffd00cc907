/** What is worked out once for a model and kept as long as the model. */
import type { ModelSpec } from './model-spec.ts'

/** The function, with its result remembered by model. What it looks at must never change: specs do not, tables grow. */
export const perModel = <Facts extends object>(compute: (spec: ModelSpec) => Facts): ((spec: ModelSpec) => Facts) => {
  const known = new WeakMap<ModelSpec, Facts>()
  return (spec) => {
    const found = known.get(spec)
    if (found !== undefined) return found
    const facts = compute(spec)
    known.set(spec, facts)
    return facts
  }
}
