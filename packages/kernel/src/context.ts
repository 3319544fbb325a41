/** The one loja there is. A token, an aparelho, a person of the equipe and whatever a command does belong to one. */
export const LOJA = 1;

/**
 * When, where, why and by whom something happens, and to which story it belongs: handed down from the edge, so that nothing inside
 * reads a clock or asks who is calling.
 */
export type Context = {
  agora: Date;
  /** The story: a UUID, and at the same time the trace id of everything that belongs to it. */
  correlacao: string;
  /** W3C trace context of what is going on, `00-<trace>-<span>-<flags>`. */
  traceparent: string;
  /** The id of the request or message that makes this happen. */
  causa: string;
  /** Who acts: a role, a device or a service; never a person. */
  por: string;
  /** The loja in which it happens. */
  lojaId: number;
  /** The role in which they act; null for what nobody asked for. */
  papel: string | null;
};

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A `traceparent` header when it is one of version 00 (W3C Trace Context), else undefined. */
export const validTraceparent = (header: unknown): string | undefined =>
  typeof header === 'string' && TRACEPARENT.test(header) ? header : undefined;

/** The story a trace context belongs to: its trace id, written as a UUID. */
export function storyOf(traceparent: string): string {
  const [, id = ''] = traceparent.split('-');
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A trace context for a story nobody has traced so far: not sampled, its span named after the story. */
export function traceparentOf(story: string): string {
  const id = story.replaceAll('-', '');
  return `00-${id}-${id.slice(16)}-00`;
}

/** The context of what begins a story: a job of our own, or a test. The id is that of the story, a UUID. */
export const newStory = (id: string, agora: Date, por: string, lojaId = LOJA): Context => ({
  agora,
  correlacao: id,
  traceparent: traceparentOf(id),
  causa: id,
  por,
  lojaId,
  papel: null,
});

/** A context moved into the story of what is acted on, where that has one. */
export const within = (context: Context, traceparent: string): Context =>
  validTraceparent(traceparent) ? { ...context, traceparent, correlacao: storyOf(traceparent) } : context;
