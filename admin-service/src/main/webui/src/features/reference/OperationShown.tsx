import { useEffect, useRef, useState } from 'react';
import { Snippet } from '../../parts/Snippet';
import { curl } from './curl';
import { Field, Fields } from './Fields';
import { inside, limits, typeOf, type Document, type Operation } from './openapi';
import classes from './reference.module.css';

/** One operation, closed until somebody opens it or follows a link to it. */
export function OperationShown({
  operation,
  document,
  name,
  role,
  linked,
}: {
  operation: Operation;
  document: Document;
  name: string;
  role: string;
  /** Whether the address of the page names it. */
  linked: boolean;
}) {
  const [open, setOpen] = useState(linked);
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (linked && box.current !== null) {
      box.current.open = true;
      box.current.scrollIntoView({ block: 'start' });
    }
  }, [linked]);
  const mine = operation.roles.length === 0 || operation.roles.includes(role);

  return (
    <details
      ref={box}
      id={operation.id}
      className={classes.operation}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>
        <span className={classes.method} data-method={operation.method}>
          {operation.method}
        </span>
        <span className={classes.path}>{operation.path}</span>
        <span className={classes.summary}>
          {operation.summary}
          {!mine && ' (not for your role)'}
        </span>
      </summary>
      {open && <Inside operation={operation} document={document} name={name} />}
    </details>
  );
}

function Inside({ operation, document, name }: { operation: Operation; document: Document; name: string }) {
  return (
    <div className={classes.inside}>
      {operation.description !== '' && <p>{operation.description}</p>}
      <p className={classes.note}>
        {operation.roles.length === 0
          ? 'For everybody, without a login.'
          : `For ${operation.roles.join(', ')}.`}{' '}
        <a href={`#${operation.id}`}>Link to this</a>
      </p>
      <Snippet text={curl(operation, document, location.origin, name)} label="curl line" />
      {operation.parameters.length > 0 && (
        <>
          <h3>Parameters</h3>
          <ul className={classes.fields}>
            {operation.parameters.map(parameter => (
              <Field
                key={`${parameter.in} ${parameter.name}`}
                name={parameter.name}
                type={`${parameter.schema === undefined ? 'string' : typeOf(parameter.schema, document)}, in the ${parameter.in}`}
                must={parameter.in === 'path' ? 'required' : undefined}
                note={[
                  parameter.description,
                  parameter.schema === undefined ? '' : limits(parameter.schema, document),
                  MEANINGS[parameter.name],
                ]
                  .filter(Boolean)
                  .join('. ')}
              />
            ))}
          </ul>
        </>
      )}
      {operation.body !== null && (
        <>
          <h3>Body</h3>
          {operation.method === 'PATCH' && (
            <p className={classes.note}>
              What is named is changed, null is back to nothing, the rest stays. Nothing has to be there.
            </p>
          )}
          <Fields
            schema={operation.body}
            document={document}
            must={operation.method === 'PATCH' ? undefined : 'required'}
          />
        </>
      )}
      <h3>Answers</h3>
      {operation.answers.map(answer => (
        <div key={answer.status} className={classes.answer}>
          <strong>{answer.status}</strong> {answer.description}
          {answer.media.length > 0 && <span className={classes.note}> {answer.media.join(', ')}</span>}
          {answer.schema !== null && inside(answer.schema, document) !== null && (
            <Fields schema={answer.schema} document={document} must="always there" />
          )}
        </div>
      ))}
    </div>
  );
}

/** What parameters mean that are the same everywhere. */
const MEANINGS: Record<string, string | undefined> = {
  after: 'The next of the part before',
  tenant: 'Only what belongs to this tenant',
  mount: 'Only of this mount',
};
