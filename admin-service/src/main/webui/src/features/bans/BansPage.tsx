import { PageHead } from '../../parts/PageHead';

export default function BansPage() {
  return <PageHead title="Bans" />;
}
