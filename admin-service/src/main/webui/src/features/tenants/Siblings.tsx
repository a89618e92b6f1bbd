import { Button, Input, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './tenants.module.css';
import type { Sibling } from './form';

const MOST = 8;

/** Renditions that every mount of a tenant gets by itself. */
export function Siblings({
  siblings,
  onChange,
  error,
  fixed,
}: {
  siblings: readonly Sibling[];
  onChange: (siblings: Sibling[]) => void;
  error?: ReactNode;
  fixed: boolean;
}) {
  const change = (at: number, fields: Partial<Sibling>) =>
    onChange(siblings.map((sibling, i) => (i === at ? { ...sibling, ...fields } : sibling)));
  return (
    <Input.Wrapper
      label="Siblings"
      labelElement="div"
      description="Renditions that every mount gets by itself while its source has another codec: /live becomes /live.mp3 with the suffix .mp3. Eight at most."
      error={error}
      inputWrapperOrder={['label', 'description', 'error', 'input']}
    >
      <Stack gap="sm" mt="xs" align="stretch">
        {siblings.map((sibling, at) => (
          <fieldset key={at} className={classes.sibling}>
            <legend>Sibling {at + 1}</legend>
            <TextInput
              label="Suffix"
              value={sibling.suffix}
              readOnly={fixed}
              onChange={event => change(at, { suffix: event.currentTarget.value })}
            />
            <Select
              label="Codec"
              data={['mp3', 'opus']}
              value={sibling.codec}
              readOnly={fixed}
              allowDeselect={false}
              onChange={codec => change(at, { codec: codec as Sibling['codec'] })}
            />
            <NumberInput
              label="Bitrate, kbit/s"
              min={1}
              max={1000}
              allowDecimal={false}
              readOnly={fixed}
              value={sibling.bitrate}
              onChange={bitrate => change(at, { bitrate })}
            />
            <NumberInput
              label="Sample rate, Hz"
              placeholder={sibling.codec === 'opus' ? '48000' : '44100'}
              allowDecimal={false}
              min={1}
              max={192_000}
              readOnly={fixed}
              value={sibling.sampleRate}
              onChange={sampleRate => change(at, { sampleRate })}
            />
            <Select
              label="Channels"
              data={[
                { value: '', label: 'as usual' },
                { value: '1', label: '1, mono' },
                { value: '2', label: '2, stereo' },
              ]}
              value={sibling.channels}
              readOnly={fixed}
              allowDeselect={false}
              onChange={channels => change(at, { channels: channels ?? '' })}
            />
            <div className={classes.last}>
              <Switch
                label="Only on demand"
                description="Encoded while somebody listens"
                checked={sibling.onDemand}
                disabled={fixed}
                onChange={event => change(at, { onDemand: event.currentTarget.checked })}
              />
              {!fixed && (
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`Remove sibling ${at + 1}`}
                  onClick={() => onChange(siblings.filter((_, i) => i !== at))}
                >
                  Remove
                </Button>
              )}
            </div>
          </fieldset>
        ))}
        {!fixed && siblings.length < MOST && (
          <div>
            <Button
              variant="default"
              onClick={() =>
                onChange([
                  ...siblings,
                  {
                    suffix: '.mp3',
                    codec: 'mp3',
                    bitrate: 128,
                    sampleRate: '',
                    channels: '',
                    onDemand: true,
                  },
                ])
              }
            >
              Add a sibling
            </Button>
          </div>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
