/** As much of an OpenAPI document as is read here. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
  description?: string;
}

interface RawOperation {
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: Content;
  responses?: Record<string, Content>;
  security?: Record<string, string[]>[];
}

export interface Document {
  paths: Record<string, Record<string, RawOperation | Parameter[]>>;
  components?: { schemas?: Record<string, Schema> };
}

export interface Answer {
  status: string;
  description: string;
  media: string[];
  schema: Schema | null;
}

export interface Operation {
  /** For links to it. */
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  /** Empty: nobody has to log in. */
  roles: string[];
  parameters: Parameter[];
  body: Schema | null;
  answers: Answer[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation of a document, by tag, path and method. */
export function operations(document: Document): Operation[] {
  const found: Operation[] = [];
  for (const [path, item] of Object.entries(document.paths)) {
    const shared = Array.isArray(item.parameters) ? item.parameters : [];
    for (const method of METHODS) {
      const raw = item[method];
      if (raw === undefined || Array.isArray(raw)) {
        continue;
      }
      found.push({
        id: `${method}${path.replace('/api/v1', '').replace(/[^A-Za-z0-9]+/g, '-')}`.replace(/-$/, ''),
        method: method.toUpperCase(),
        path,
        tag: raw.tags?.[0] ?? 'other',
        summary: raw.summary ?? '',
        description: raw.description ?? '',
        roles: (raw.security ?? []).flatMap(each => Object.values(each).flat()),
        parameters: [...shared, ...(raw.parameters ?? [])],
        body: Object.values(raw.requestBody?.content ?? {})[0]?.schema ?? null,
        answers: Object.entries(raw.responses ?? {}).map(([status, answer]) => ({
          status,
          description: answer.description ?? '',
          media: Object.keys(answer.content ?? {}),
          schema: Object.values(answer.content ?? {})[0]?.schema ?? null,
        })),
      });
    }
  }
  return found.sort(
    (a, b) =>
      a.tag.localeCompare(b.tag) ||
      a.path.localeCompare(b.path) ||
      METHODS.indexOf(a.method.toLowerCase()) - METHODS.indexOf(b.method.toLowerCase()),
  );
}

/** The name of what a schema refers to. */
export function nameOf(schema: Schema): string | null {
  return schema.$ref?.split('/').at(-1) ?? null;
}

/** What a schema is, once what it refers to is looked up. */
export function resolved(schema: Schema, document: Document): Schema {
  let is = schema;
  for (let hops = 0; is.$ref !== undefined && hops < 8; hops++) {
    is = document.components?.schemas?.[nameOf(is) ?? ''] ?? {};
  }
  return is;
}

/** Whether it says nothing about what is inside: the document describes our own tree of JSON there, which nobody sends. */
export function opaque(schema: Schema): boolean {
  return nameOf(schema) === 'JsonNode';
}

/** The type of a schema in a few words: `list of string`. */
export function typeOf(schema: Schema, document: Document): string {
  if (opaque(schema)) {
    return 'any JSON';
  }
  const is = resolved(schema, document);
  if (is.format === 'date-time') {
    return 'time, RFC 3339';
  }
  const type = Array.isArray(is.type) ? is.type.join(' or ') : is.type;
  if (type === 'array') {
    return `list of ${is.items === undefined ? 'anything' : typeOf(is.items, document)}`;
  }
  return type ?? (is.properties === undefined ? 'any JSON' : 'object');
}

/** What else is said about values: which there are, between what, and what holds without one. */
export function limits(schema: Schema, document: Document): string {
  const is = resolved(schema, document);
  return [
    is.enum === undefined ? null : `one of ${is.enum.join(', ')}`,
    is.minimum === undefined ? null : `at least ${is.minimum}`,
    is.maximum === undefined ? null : `at most ${is.maximum}`,
    is.default === undefined ? null : `${String(is.default)} if absent`,
  ]
    .filter(part => part !== null)
    .join(', ');
}

/** The object inside of a schema, be it in a list; null: there is none to show. */
export function inside(schema: Schema, document: Document): Schema | null {
  if (opaque(schema)) {
    return null;
  }
  const is = resolved(schema, document);
  if (is.items !== undefined) {
    return inside(is.items, document);
  }
  return is.properties === undefined ? null : is;
}

/** The operations in which a text occurs: in method and path, tag, summary, or a name of a field. */
export function found(all: readonly Operation[], text: string, document: Document): Operation[] {
  const wanted = text.trim().toLowerCase();
  return wanted === ''
    ? [...all]
    : all.filter(operation =>
        [
          `${operation.method} ${operation.path}`,
          operation.tag,
          operation.summary,
          ...operation.parameters.map(parameter => parameter.name),
          ...Object.keys(operation.body === null ? {} : (inside(operation.body, document)?.properties ?? {})),
        ].some(word => word.toLowerCase().includes(wanted)),
      );
}
