/**
 * The Standard Schema interface, copied as its authors ask implementers to do, reduced to what is read here.
 *
 * Source: https://standardschema.dev (`@standard-schema/spec`), MIT, © Colin McDonnell.
 */

/** Input and output of a schema, types only. */
export interface StandardTypes<Input = unknown, Output = Input> {
  readonly input: Input
  readonly output: Output
}

/** What `validate` gives. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

/** One problem that a schema found. */
export interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** A schema of any library that follows the standard: zod, valibot, arktype, … and our own fields. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: StandardTypes<Input, Output> | undefined
  }
}
