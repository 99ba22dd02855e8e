// The part of Preact's types needed to render on the server: the package's own require the DOM's.
export type VNode = { readonly type: unknown; readonly props: object; readonly key: unknown }
export declare const Fragment: unique symbol
export declare function h(
  type: unknown,
  props: object | null,
  ...children: readonly unknown[]
): VNode
/** The function of `preact-render-to-string`. */
export declare function render(node: VNode): string
