import {
  Button,
  ColorInput,
  FileButton,
  Group,
  Input,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useAddresses } from '../../api/lists';
import { useBranding } from '../../api/lists';
import { useBase } from '../../parts/base';
import { count } from '../../parts/format';
import { Managed } from '../../parts/Managed';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { SaveOrDiscard } from '../../parts/SaveOrDiscard';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';
import { Waiting } from '../../parts/Waiting';
import {
  changesOf,
  dataUrl,
  LOGO_TYPES,
  MOST_LANDING,
  saveBranding,
  sizeOf,
  valuesOf,
  wrongLogo,
  type Branding,
} from './branding';
import { colourOf } from '../../parts/colour';
import { Sample } from './Sample';

export default function BrandingPage() {
  const branding = useBranding();
  const listen = useAddresses().data?.listen;
  return (
    <>
      <PageHead
        title="Branding"
        actions={
          listen !== undefined &&
          /^https?:/.test(listen) && (
            <Button
              component="a"
              variant="default"
              href={`${listen}/`}
              target="_blank"
              rel="noopener noreferrer"
            >
              Open the page for listeners
            </Button>
          )
        }
      >
        How the pages for listeners look: the list of stations, players and what is embedded. The accent is
        that of this console, too.
      </PageHead>
      {branding.isPending && <Waiting />}
      {branding.isError && <Trouble failure={branding.error} again={() => void branding.refetch()} />}
      {branding.data !== undefined && <Form branding={branding.data} />}
    </>
  );
}

function Form({ branding }: { branding: Branding }) {
  const client = useQueryClient();
  const { form, base, settle, discard } = useBase(valuesOf(branding), {
    validate: {
      accent: value => (value === '' || colourOf(value) !== null ? null : 'is a colour like #1d6f94'),
      landing: value => (sizeOf(value) > MOST_LANDING ? 'has at most 16 KiB' : null),
    },
  });
  const { busy, trouble, send } = useSending(form);
  const fixed = branding.managed;
  const { values } = form;

  async function choose(file: File | null) {
    if (file !== null) {
      const wrong = wrongLogo(file);
      if (wrong === null) {
        form.setFieldValue('logo', await dataUrl(file));
        form.clearFieldError('logo');
      } else {
        form.setFieldError('logo', wrong);
      }
    }
  }

  const submit = form.onSubmit(after =>
    send(async () => {
      await saveBranding(changesOf(base, after));
      settle(after);
      await client.invalidateQueries({ queryKey: ['branding'] });
      notifications.show({ message: 'Saved. A page that is open has it when it is loaded again.' });
    }),
  );

  return (
    <>
      <Panel title="Sample">
        <Sample values={values} />
      </Panel>
      <Panel>
        {fixed && <Managed what="What is here" />}
        <form onSubmit={submit} noValidate>
          <Stack gap="xl" maw="40rem">
            {trouble !== null && <Trouble failure={trouble} />}
            <TextInput
              label="Name"
              description="Of the station or the platform. Empty: On the air"
              placeholder="North Radio"
              maxLength={100}
              readOnly={fixed}
              {...form.getInputProps('name')}
            />
            <TextInput
              label="Tagline"
              description="One line below the name"
              placeholder="Jazz from the far north"
              maxLength={300}
              readOnly={fixed}
              {...form.getInputProps('tagline')}
            />
            <ColorInput
              label="Accent"
              description="The one colour of the pages. Where it could not be read it is made darker by day and lighter by night, as in the sample. Empty: ice blue"
              placeholder="#1d6f94"
              format="hex"
              withEyeDropper={false}
              readOnly={fixed}
              {...form.getInputProps('accent')}
            />
            <Input.Wrapper
              label="Logo"
              labelElement="div"
              description="PNG, JPEG or WebP, 48 KiB at most; square, 256 by 256 pixels will do. Without one: the sign of Floe"
              error={form.errors.logo}
              inputWrapperOrder={['label', 'description', 'error', 'input']}
            >
              {!fixed && (
                <Group gap="sm" mt="xs">
                  <FileButton accept={LOGO_TYPES.join(',')} onChange={file => void choose(file)}>
                    {props => (
                      <Button variant="default" {...props}>
                        {values.logo === '' ? 'Choose a picture' : 'Choose another picture'}
                      </Button>
                    )}
                  </FileButton>
                  {values.logo !== '' && (
                    <Button variant="default" onClick={() => form.setFieldValue('logo', '')}>
                      Take it away
                    </Button>
                  )}
                </Group>
              )}
            </Input.Wrapper>
            <div>
              <Textarea
                label="Landing text"
                description="Markdown above the list of stations: headings, lists, quotations, code, and links. HTML in it is shown as text, pictures as their description."
                placeholder={'We play day and night. [Write to us](mailto:us@north.example).'}
                autosize
                minRows={6}
                maxRows={20}
                readOnly={fixed}
                {...form.getInputProps('landing')}
              />
              <Text size="xs" c="dimmed" mt={4}>
                {`${count(sizeOf(values.landing))} of ${count(MOST_LANDING)} bytes. How it looks is seen on the page for listeners, once it is saved.`}
              </Text>
            </div>
            {!fixed && <SaveOrDiscard dirty={form.isDirty()} busy={busy} discard={discard} />}
          </Stack>
        </form>
      </Panel>
    </>
  );
}
