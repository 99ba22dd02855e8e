// The wallet's script: shrinks a picture before sending it, and sends it at once.
const EDGE_MAX = 1600

/** Cameras take more pixels than needed: a QR code can be read from fewer. */
async function shrink(file) {
  const bitmap = await createImageBitmap(file)
  const scale = Math.min(1, EDGE_MAX / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.9))
  return new File([blob], 'picture.jpg', { type: 'image/jpeg' })
}

const picture = document.querySelector('#picture')

picture?.addEventListener('change', async () => {
  const [file] = picture.files
  if (file === undefined) return
  try {
    const small = new DataTransfer()
    small.items.add(await shrink(file))
    picture.files = small.files
  } catch {
    // Sent as it is, and refused with a message if it is too large.
  }
  // Submitted by the button, so that it shows the progress.
  picture.form.requestSubmit(picture.form.querySelector('button.main'))
})
