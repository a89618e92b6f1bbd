import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowRight,
  IconArrowsHorizontal,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './insights.module.css';
import type { Step } from './series';

const STEPS = [
  ['in', 'Enlarge', IconZoomIn],
  ['out', 'Show more', IconZoomOut],
  ['earlier', 'Earlier', IconArrowLeft],
  ['later', 'Later', IconArrowRight],
  ['all', 'Show all', IconArrowsHorizontal],
] as const;

/** Buttons that enlarge a chart and go along in it, for fingers and keyboards; inside: what is shown, if not all. */
export function ChartSteps({
  of,
  step,
  children,
}: {
  /** What the chart shows. */
  of: string;
  step: (by: Step) => void;
  children: ReactNode;
}) {
  return (
    <div className={classes.steps} role="group" aria-label={`Part that is shown: ${of}`}>
      {STEPS.map(([by, word, Sign]) => (
        <Tooltip key={by} label={word}>
          <ActionIcon variant="subtle" color="gray" aria-label={word} onClick={() => step(by)}>
            <Sign size={16} />
          </ActionIcon>
        </Tooltip>
      ))}
      <span role="status">{children}</span>
    </div>
  );
}
