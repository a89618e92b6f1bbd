import { Panel } from '../../parts/Panel';
import { State } from '../../parts/State';
import { RENDITION_STATES } from './states';
import classes from './renditions.module.css';

/** What the words of the table mean. */
export function Explained() {
  return (
    <details className={classes.explained}>
      <summary>What states, speed and lag mean</summary>
      <Panel>
        <dl className={classes.means}>
          {Object.entries(RENDITION_STATES).map(([state, { word, kind, means }]) => (
            <div key={state}>
              <dt>
                <State kind={kind === 'live' ? 'good' : kind}>{word}</State>
              </dt>
              <dd>{means}</dd>
            </div>
          ))}
          <div>
            <dt>Speed</dt>
            <dd>
              Seconds of audio made per second of CPU. Below 1× a core is too slow for it; 20× means that a
              core has room for about twenty.
            </dd>
          </div>
          <div>
            <dt>Lag</dt>
            <dd>From when a piece of the input arrives until its audio goes out.</dd>
          </div>
        </dl>
      </Panel>
    </details>
  );
}
