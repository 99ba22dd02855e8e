// Goes through the operations of an OpenAPI document.

/** Its paths, with each operation as `change` makes it. */
export const eachOperation = <Operation>(
  { paths }: { readonly paths: object },
  change: (one: Operation, path: string, method: string) => Operation
): object =>
  Object.fromEntries(
    Object.entries(paths as Record<string, Record<string, Operation>>).map(([path, all]) => [
      path,
      Object.fromEntries(
        Object.entries(all).map(([method, one]) => [method, change(one, path, method)])
      )
    ])
  )
