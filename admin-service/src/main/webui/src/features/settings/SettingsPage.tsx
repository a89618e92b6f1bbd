import { PageHead } from '../../parts/PageHead';

export default function SettingsPage() {
  return <PageHead title="Settings" />;
}
