// Types for htm: the package's own declare an `export default` that the compiler sees as CommonJS.
declare const htm: {
  bind<Result>(
    h: (type: unknown, props: object | null, ...children: readonly unknown[]) => Result
  ): (parts: TemplateStringsArray, ...values: readonly unknown[]) => Result | Result[]
}
export default htm
