// What the operating system has against a file or a folder, in words; the one place that knows its codes.

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'expected a file, found a directory',
  ENOTDIR: 'a part of its path is a file, where a folder was expected',
  EEXIST: 'something of that name is there already',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'what it stands on can only be read',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links go round in a circle',
  EMFILE: 'too many files are open',
  EBUSY: 'something else uses it',
  EIO: 'the device fails',
};

/** Why something cannot be read or written, of what was thrown. */
export function systemTrouble(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return WORDS[code ?? ''] ?? code ?? message;
}
