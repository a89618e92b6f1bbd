import { CHANGED, MADE } from './examples';
import { inside, nameOf, resolved, type Document, type Operation, type Schema } from './openapi';

/** A line for a shell that asks for an operation, as somebody, at that server. */
export function curl(operation: Operation, document: Document, origin: string, user: string): string {
  const parts = ['curl'];
  if (operation.answers.some(answer => answer.media.includes('text/event-stream'))) {
    parts.push('-N');
  }
  if (operation.roles.length > 0) {
    parts.push(`-u ${quoted(user)}`);
  }
  if (operation.method !== 'GET' && !(operation.method === 'POST' && operation.body !== null)) {
    parts.push(`-X ${operation.method}`);
  }
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => example(operation, name));
  const query = operation.parameters
    .filter(parameter => parameter.in === 'query' && parameter.required === true)
    .map(parameter => `${parameter.name}=${parameter.name.toUpperCase()}`)
    .join('&');
  parts.push(quoted(`${origin}${path}${query === '' ? '' : `?${query}`}`));
  if (operation.body !== null) {
    parts.push(
      `-H 'Content-Type: application/json'`,
      `-d ${quoted(JSON.stringify(bodyOf(operation, document)))}`,
    );
  }
  return parts.join(' ');
}

function example(operation: Operation, name: string): string {
  return name === 'name' && operation.path.includes('/mounts/') ? 'live' : name.toUpperCase();
}

/** An example; without one what a body has to have, and of one that changes something its first field that is no name. */
function bodyOf(operation: Operation, document: Document): unknown {
  const known = nameOf(operation.body ?? {});
  const example =
    known === null ? undefined : (operation.method === 'PATCH' ? CHANGED : MADE)[known as keyof typeof MADE];
  if (example !== undefined) {
    return example;
  }
  const body = operation.body === null ? null : inside(operation.body, document);
  const fields = Object.entries(body?.properties ?? {});
  const wanted =
    operation.method === 'PATCH'
      ? fields.filter(([name]) => name !== 'name' && name !== 'tenant').slice(0, 1)
      : fields.filter(([name]) => body?.required?.includes(name));
  return Object.fromEntries(wanted.map(([name, schema]) => [name, value(schema, document)]));
}

function value(schema: Schema, document: Document): unknown {
  const is = resolved(schema, document);
  if (is.enum !== undefined) {
    return is.enum[0];
  }
  switch (Array.isArray(is.type) ? is.type[0] : is.type) {
    case 'array':
      return is.items === undefined ? [] : [value(is.items, document)];
    case 'integer':
    case 'number':
      return is.minimum ?? 1;
    case 'boolean':
      return true;
    case 'object':
      return {};
    default:
      return '...';
  }
}

function quoted(text: string): string {
  return /^[A-Za-z0-9._@:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
