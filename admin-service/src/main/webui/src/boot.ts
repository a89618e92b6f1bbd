// Runs before the console is drawn, so that it never flashes in the other scheme.
import { schemeManager } from './shell/scheme';

const asked = schemeManager.get('auto');
const dark = asked === 'dark' || (asked === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
