/** Registered symbols that mark the nodes of this folder, so that nodes of another copy of the package are understood. */

export const operatorBrand: unique symbol = Symbol.for('single-table-orm/operator')
export const combinedBrand: unique symbol = Symbol.for('single-table-orm/combined')
export const changeBrand: unique symbol = Symbol.for('single-table-orm/change')
export const refBrand: unique symbol = Symbol.for('single-table-orm/ref')
