// As much of Preact's types as drawing on the server needs: the package's own declare a browser.
export type VNode = { readonly type: unknown; readonly props: object; readonly key: unknown }
export declare const Fragment: unique symbol
export declare function h(
  type: unknown,
  props: object | null,
  ...children: readonly unknown[]
): VNode
/** Of `preact-render-to-string`. */
export declare function render(node: VNode): string
