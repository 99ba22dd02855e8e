// Names an inline script or style in a Content-Security-Policy, which allows that very text only.
import { hash } from 'node:crypto'

export const cspHash = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`
