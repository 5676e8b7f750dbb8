import { send } from './http'
import type { FileRef } from './types'

export const MAX_FILE_MB = 200

/** upload sends one file. Two files with the same name are two files. */
export async function upload(file: File): Promise<FileRef> {
  const form = new FormData()
  form.append('file', file, file.name)
  return (await send('POST', '/api/files', { body: form })).data
}

export const fileAddress = (id: string): string => `/api/files/${id}`
