// The contract as types. schema.d.ts is generated from the server's OpenAPI
// document (npm run gen); here its parts get names that calls can be checked by.
import type { components, paths } from './schema'

/** Wire is a body or answer by the name the document gives it. */
export type Wire<K extends keyof components['schemas']> = components['schemas'][K]

// An address is compared segment by segment: whatever is put together at run
// time, `/api/issues/${id}`, stands where the document has {id}.
type Open<S extends string> = S extends `{${string}}` ? '*' : {} extends Record<S, 1> ? '*' : S
type Shape<P extends string> = P extends `${infer A}/${infer B}` ? `${Open<A>}/${Shape<B>}` : Open<P>
type Routes = { [K in keyof paths as Shape<K>]: paths[K] }

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Operation<M extends Method, P extends string> = Shape<P> extends infer S extends keyof Routes ? (Lowercase<M> extends infer L extends keyof Routes[S] ? Routes[S][L] : never) : never

type Json<C> = C extends { content: { 'application/json': infer B } } ? B : never
type Success<R> = R extends object ? Json<R[keyof R & (200 | 201 | 202)]> : never

/** Answer of a call; undefined where the server answers without a body. An address the server does not have answers unknown. */
export type Answer<M extends Method, P extends string> = [Operation<M, P>] extends [never] ? unknown : Operation<M, P> extends { responses: infer R } ? ([Success<R>] extends [never] ? undefined : Success<R>) : unknown

/** Body of a call; a file's form goes as FormData, and a text is JSON already. */
export type Body<M extends Method, P extends string> = Operation<M, P> extends { requestBody?: infer B } ? Json<B> | (Json<B> extends never ? undefined : string) | FormData : undefined

type Asked<Q> = { [K in keyof Q]?: string | number | boolean | null | undefined }
/** Query of a call: the names the server knows; '' and null are left out of the address. */
export type Query<M extends Method, P extends string> = Operation<M, P> extends { parameters: { query?: infer Q } } ? Asked<NonNullable<Q>> : undefined
