/** The data file into the table: every item is read by its model, and written by it. */
import { type Item, Unrecognised } from 'single-table-orm'
import { models, type ShopItem, shop } from './models.ts'

/** What writing needs of a model class. */
interface Creator {
  readonly objects: { create(values: object): Promise<unknown> }
}

/** The model's instance of a stored item: the type attribute says which model, the keys hold the ids. */
export const toInstance = (item: Item): ShopItem => {
  const instance = shop.decode(item)
  if (instance instanceof Unrecognised) throw new Error(`No model wrote ${JSON.stringify(item)}.`)
  return instance as ShopItem
}

/** Inserts items as new ones: from their values, as an application would. Keys and types are made by the models. */
export const load = async (items: readonly Item[]): Promise<void> => {
  for (const item of items) {
    const instance = toInstance(item)
    const model: Creator | undefined = models.find((candidate) => instance instanceof candidate)
    await model?.objects.create(instance.values())
  }
}
