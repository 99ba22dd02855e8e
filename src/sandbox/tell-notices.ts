// Registers the gateway's notice URLs with the simulated payment services.
import { askControl } from './ask-control.ts'

export const tellNotices = (control: string, url: string): Promise<unknown> =>
  askControl(control, 'POST', '/notices', { url })
