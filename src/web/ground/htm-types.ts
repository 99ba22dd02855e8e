// The package's own types say `export default` of what is a module of CommonJS to the compiler.
declare const htm: {
  bind<Result>(
    h: (type: unknown, props: object | null, ...children: readonly unknown[]) => Result
  ): (parts: TemplateStringsArray, ...values: readonly unknown[]) => Result | Result[]
}
export default htm
