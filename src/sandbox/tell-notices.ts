// Tells the make-believe payment services where the gateway takes their notices.
import { askControl } from './ask-control.ts'

export const tellNotices = (control: string, url: string): Promise<unknown> =>
  askControl(control, 'POST', '/notices', { url })
