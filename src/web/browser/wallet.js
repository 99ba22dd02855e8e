// The wallet in a browser: a picture is made small enough before it is sent, and sent at once.
const EDGE_MAX = 1600

/** Cameras take more pixels than are read: so few show a QR code as well. */
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
    // It is sent as it is, and refused in words if it is too large.
  }
  // The button as pressed, so that it says what is happening.
  picture.form.requestSubmit(picture.form.querySelector('button.main'))
})
