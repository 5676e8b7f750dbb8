// The forms of acts as the compiler sees them: their names, fields and values are held
// against the bodies that the OpenAPI document gives the acts. There are only types here;
// a file of forms has one function of the type Sending, which gives back what it is given.
import type { Acts, CaseView, FileRef } from '@/api/types'
import type { ActSpec, Field, Option, Values } from './form'

/** ActName is what can be done to a case of the noun, by hand. */
export type ActName<N extends keyof Acts> = Acts[N]['act']

type Form<B> = Omit<B, 'act'>
type Start<V> = V | undefined | ((view: CaseView | undefined) => unknown)
type Offer<V extends string | number> = readonly Option<V>[] | ((view: CaseView | undefined) => readonly Option<V>[])

type TextKind = 'text' | 'area' | 'date' | 'time' | 'workday' | 'org' | 'user' | 'class' | 'enterprise' | 'project' | 'meeting' | 'issue' | 'secret'
type ListKind = 'orgs' | 'users' | 'people' | 'projects' | 'lines'
/** Asked is how a value may be asked for, so that it can go out as it was filled in; never, where it must be shaped first. */
type Asked<V> = [V] extends [boolean] ? { kind: 'switch'; start?: Start<boolean> }
  : [V] extends [number] ? { kind: 'number' | 'rate'; options?: Option[]; start?: Start<number> } | { kind: 'select' | 'radio'; options: Offer<V>; start?: Start<V> }
  : [V] extends [string] ? { kind: 'select' | 'radio'; options: Offer<V>; start?: Start<V> } | (string extends V ? { kind: TextKind; start?: Start<string> } : never)
  : [V] extends [(infer E extends string)[]] ? { kind: 'checks'; options: Offer<E>; start?: Start<E[]> } | (string extends E ? { kind: ListKind; options?: Offer<string>; start?: Start<string[]> } : never)
  : never

/** FieldOf is a field of a form that goes out as it was filled in: a field of the body, asked for by its kind. */
export type FieldOf<B> = { [K in keyof B & string]-?: Omit<Field, 'name' | 'kind' | 'options' | 'start'> & { name: K } & Asked<NonNullable<B[K]>> }[keyof B & string]

type Options<O> = O extends (...view: never) => infer L ? Options<L> : O extends readonly { value: infer V }[] ? V : string | number
interface Held {
  number: number
  rate: number
  switch: boolean
  files: FileRef[]
}
/** HeldBy is what a field holds once it is filled in. */
type HeldBy<F> = F extends { kind: 'rows'; fields: infer R } ? Filled<R>[]
  : F extends { kind: 'select' | 'radio'; options: infer O } ? Options<O>
  : F extends { kind: 'checks'; options: infer O } ? Options<O>[]
  : F extends { kind: keyof Held } ? Held[F['kind']]
  : F extends { kind: ListKind } ? string[]
  : F extends { kind: TextKind } ? string : unknown

type Each<L> = L extends readonly (infer F)[] ? F : never
type Name<F> = F extends { name: infer N extends string } ? N : never
type Sure<F> = F extends { name: infer N extends string; required: true } ? (F extends { when: unknown } ? never : N) : never
/** Filled is what the fields of a form hold when it is sent: what is not asked for always may be missing. */
export type Filled<L> = { [N in Sure<Each<L>>]: HeldBy<Extract<Each<L>, { name: N }>> } & { [N in Exclude<Name<Each<L>>, Sure<Each<L>>>]?: HeldBy<Extract<Each<L>, { name: N }>> }

declare const checked: unique symbol
/** Shape turns what was filled in into what the server expects; only what Sending looked through has the mark. */
type Shape<B> = ((values: Values, view: CaseView | undefined) => object) & { [checked]: B }

/** FormOf is the form of an act with the body: its fields go out as they are, or are shaped. */
export interface FormOf<B> extends Omit<ActSpec, 'fields' | 'shape'> {
  fields: readonly FieldOf<Form<B>>[]
  shape?: Shape<B>
}

/** Only is R, if the body knows all its fields. */
type Only<R, Body> = [Exclude<keyof R, keyof Body>] extends [never] ? R : { 'the body has no such field': Exclude<keyof R, keyof Body> }

/** Sending looks through one form that is shaped: what comes of it is the body's, and nothing else. */
export type Sending<B> = <const L extends readonly Field[], R extends Form<B>>(
  form: Omit<ActSpec, 'fields' | 'shape'> & { fields: L; shape: (values: Filled<L>, view: CaseView | undefined) => Only<R, Form<B>> },
) => FormOf<B>

/** Forms are the forms of acts by their names; Elsewhere has no form here, its page asks for it. */
export type Forms<B extends { act: string }, Elsewhere extends B['act'] = never> = { [A in Exclude<B['act'], Elsewhere>]: FormOf<B> }
