import type { ReactNode } from 'react';
import { inside, limits, typeOf, type Document, type Schema } from './openapi';
import classes from './reference.module.css';

const DEEPEST = 4;

/** The fields of an object, and of those inside of it. */
export function Fields({
  schema,
  document,
  must,
  depth = 0,
}: {
  schema: Schema;
  document: Document;
  /** What is said of fields that have to be there. */
  must?: string;
  depth?: number;
}) {
  const object = inside(schema, document);
  if (object === null) {
    return <p className={classes.note}>{typeOf(schema, document)}</p>;
  }
  return (
    <ul className={classes.fields}>
      {Object.entries(object.properties ?? {}).map(([name, field]) => (
        <Field
          key={name}
          name={name}
          type={typeOf(field, document)}
          must={object.required?.includes(name) === true ? must : undefined}
          note={[field.description, limits(field, document)].filter(Boolean).join('. ')}
        >
          {depth < DEEPEST && inside(field, document) !== null && (
            <Fields schema={field} document={document} must={must} depth={depth + 1} />
          )}
        </Field>
      ))}
    </ul>
  );
}

/** One field or parameter. */
export function Field({
  name,
  type,
  must,
  note,
  children,
}: {
  name: string;
  type: string;
  /** What is said when it has to be there. */
  must?: string;
  note: string;
  children?: ReactNode;
}) {
  return (
    <li>
      <code>{name}</code>
      <span className={classes.type}>{type}</span>
      {must !== undefined && <span className={classes.always}>{must}</span>}
      {note !== '' && <span className={classes.note}>{note}</span>}
      {children}
    </li>
  );
}
