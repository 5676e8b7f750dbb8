import type { Wire } from '@/api/wire'

export type TemplateRow = Wire<'LetterTemplateRow'>
export type TemplateView = Wire<'LetterTemplateView'>
export type TemplatePast = Wire<'LetterTemplatePast'>
export type LetterField = Wire<'LetterFieldView'>
export type Preview = Wire<'LetterPreview'>
