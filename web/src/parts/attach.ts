import type { Attachment, FileRef } from '@/api/types'

/** attach names uploaded files as acts do, each with what it proves where that is known. */
export function attach(files: unknown, type?: unknown): Attachment[] | undefined {
  const list = (Array.isArray(files) ? files : []) as FileRef[]
  if (!list.length) return undefined
  return list.map((f) => ({ file_id: f.id, name: f.name, sha256: f.sha256, size: f.size, type: typeof type === 'string' && type ? type : undefined }))
}

export const attachOne = (files: unknown, type?: unknown): Attachment | undefined => attach(files, type)?.[0]

/** withFiles is what was filled in, its files as acts name them. */
export const withFiles = <T extends { files?: FileRef[] }>(v: T) => ({ ...v, files: attach(v.files) })
