/** `node:crypto`, loaded at its first use: a program that only defines models does not pay for it. */

let loaded: typeof import('node:crypto') | undefined

/** Node's crypto module. */
export const nodeCrypto = (): typeof import('node:crypto') => {
  loaded ??= process.getBuiltinModule('node:crypto')
  return loaded
}
