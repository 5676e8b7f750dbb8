import type { Wire } from '@/api/wire'
import type { Schema } from '@/parts/schema'

export type ProcessRow = Wire<'ProcessView'>
export type ProcessVersion = Wire<'StoreProcessVersion'>
export type ProcessDraft = Wire<'StoreProcessDraft'>
export type ProcessPage = Wire<'ProcessPage'>
export type Definition = Wire<'ProcessDefinition'>
export type ProcessText = Wire<'ProcessText'>
export type DiffLine = Wire<'DiffLine'>
export type TriedLine = Wire<'TriedLine'>
export type Tried = Wire<'TriedView'>
export type Imported = Wire<'ImportedProcess'>
export type Migration = Wire<'MigrationView'>

/** schemaOf is the form's JSON Schema, which the document leaves open. */
export const schemaOf = (d: Definition | undefined): Schema | undefined => d?.form?.schema as Schema | undefined
