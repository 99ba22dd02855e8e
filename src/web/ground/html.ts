// Renders pages: Preact's components in htm's templates, which need no build step. Whatever is in
// braces is text or an attribute's value, never markup, whoever wrote it.
import htm from 'htm'
import { Fragment, h, type VNode } from 'preact'
import { render } from 'preact-render-to-string'

export type Drawn = VNode | readonly VNode[]
export const html: (parts: TemplateStringsArray, ...values: readonly unknown[]) => Drawn =
  htm.bind(h)

export const markup = (drawn: Drawn): string => render(h(Fragment, null, drawn))

/** Markup made by this gateway itself, such as a QR code: never by anybody else. */
export const ownMarkup = (tag: string, props: object, inner: string): Drawn =>
  h(tag, { ...props, dangerouslySetInnerHTML: { __html: inner } })
