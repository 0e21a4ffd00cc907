/** Shows an intersection as the plain object that it is. */
export type Plain<Type> = { [Name in keyof Type]: Type[Name] } & {}
