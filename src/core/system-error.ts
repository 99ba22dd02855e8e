// Explains in one line why a file or folder that an operator named cannot be used.

type SystemError = Error & { readonly code: string; readonly path: string }

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  EROFS: 'it is on a file system that is read-only',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a file stands where a folder should',
  EISDIR: 'it is a folder',
  EEXIST: 'it is there already',
  ENOSPC: 'the disk is full',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'links lead in a circle',
  EINVAL: 'this kind of file system does not take it'
}

export const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error &&
  'path' in error &&
  typeof error.path === 'string' &&
  'code' in error &&
  String(error.code) in WORDS

export const systemErrorText = ({ path, code }: SystemError): string =>
  `${path} cannot be used: ${WORDS[code] ?? code} (${code}).`
