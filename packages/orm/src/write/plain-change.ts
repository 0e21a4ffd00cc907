/** Changes that are values, told from operators. */
import { changeBrand, refBrand } from '../expression/brands.ts'
import { elementChanges } from '../expression/element-changes.ts'

/** Whether a change is the new value itself, and no operator. */
export const isPlainChange = (change: unknown): boolean =>
  typeof change !== 'object' ||
  change === null ||
  !(changeBrand in change || refBrand in change || elementChanges(change) !== undefined)
