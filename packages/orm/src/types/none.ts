/** An object type without members: the default of a type parameter for optional parts. */
export type None = Readonly<Record<never, never>>
