import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { FakeRest, mistakes, show } from '../../test-rest';
import { changesOf, sizeOf, valuesOf, wrongLogo, type Branding } from './branding';
import BrandingPage from './BrandingPage';
import { colourOf, contrast, hexOf, NIGHT, PAPER, readable, type Colour } from '../../parts/colour';

const colour = (hex: string): Colour => {
  const found = colourOf(hex);
  if (found === null) {
    throw new Error(`${hex} is no colour`);
  }
  return found;
};
const BRANDING: Branding = { name: 'North Radio', accent: '#1d6f94', managed: false };
const ADDRESSES = { host: 'radio.example', listen: 'https://radio.example' };

describe('colours', () => {
  it('can be read on the page by day and by night, whichever was chosen', () => {
    for (const hex of ['#ffffff', '#000000', '#ffff00', '#1d6f94', '#808080', '#ff00ff']) {
      expect(contrast(readable(colour(hex), false), colour(PAPER))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(readable(colour(hex), true), colour(NIGHT))).toBeGreaterThanOrEqual(4.5);
    }
  });
  it('stay as they are where they can be read', () => {
    expect(hexOf(readable(colour('#1d6f94'), false))).toBe('#1d6f94');
    expect(hexOf(readable(colour('#8ccfea'), true))).toBe('#8ccfea');
  });
  it('are six digits', () => {
    expect(colourOf('#12345')).toBeNull();
    expect(colourOf('red;background:url(//x)')).toBeNull();
    expect(contrast(colour('#000000'), colour('#ffffff'))).toBe(21);
  });
});

it('sends what has changed, and null for what is as Floe has it', () => {
  const before = valuesOf(BRANDING);
  expect(changesOf(before, before)).toEqual({});
  expect(changesOf(before, { ...before, name: '', tagline: 'Jazz' })).toEqual({
    name: null,
    tagline: 'Jazz',
  });
});

it('tells what is wrong with a picture before it is sent', () => {
  expect(wrongLogo({ type: 'image/png', size: 48 * 1024 })).toBeNull();
  expect(wrongLogo({ type: 'image/svg+xml', size: 10 })).toContain('PNG');
  expect(wrongLogo({ type: 'image/png', size: 48 * 1024 + 1 })).toContain('at most 48 KiB');
  expect(sizeOf('Ås')).toBe(3);
});

describe('the page', () => {
  const rest = (branding: Branding = BRANDING) =>
    new FakeRest().on('GET /branding', { body: branding }).on('GET /addresses', { body: ADDRESSES });

  it('shows name and tagline in the sample as they are typed, and a mistake at its field', async () => {
    const fake = rest().on(
      'PATCH /branding',
      mistakes(400, { field: 'tagline', message: 'has 1 to 300 bytes' }),
    );
    show(<BrandingPage />);
    const user = userEvent.setup();
    await user.type(await screen.findByRole('textbox', { name: 'Tagline' }), 'Jazz <b>here</b>');
    expect(screen.getAllByText('Jazz <b>here</b>')).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('has 1 to 300 bytes')).toBeTruthy();
    expect(fake.sent('PATCH')[0]?.body).toEqual({ tagline: 'Jazz <b>here</b>' });
  });

  it('reads a picture into the sample, and sends it as a data URL', async () => {
    const fake = rest().on('PATCH /branding', { body: BRANDING });
    const { container } = show(<BrandingPage />);
    const user = userEvent.setup();
    await screen.findByRole('button', { name: 'Choose a picture' });
    const input = container.querySelector<HTMLInputElement>('input[type=file]');
    await user.upload(input as HTMLInputElement, new File(['abc'], 'logo.png', { type: 'image/png' }));
    expect((await screen.findAllByAltText('The logo'))[0]?.getAttribute('src')).toBe(
      'data:image/png;base64,YWJj',
    );
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(fake.sent('PATCH')[0]?.body).toEqual({ logo: 'data:image/png;base64,YWJj' }));
  });

  it('changes nothing of what the station file states', async () => {
    rest({ ...BRANDING, managed: true });
    show(<BrandingPage />);
    const name = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Name' });
    expect(name.readOnly).toBe(true);
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Choose a picture' })).toBeNull();
  });

  it('draws no picture that is no data', async () => {
    rest({ ...BRANDING, logo: 'https://tracker.example/x.png' });
    show(<BrandingPage />);
    await screen.findByRole('button', { name: 'Choose another picture' });
    expect(screen.queryByAltText('The logo')).toBeNull();
  });
});
