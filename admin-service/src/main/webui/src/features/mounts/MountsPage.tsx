import { PageHead } from '../../parts/PageHead';

export default function MountsPage() {
  return <PageHead title="Mounts" />;
}
