import { PageHead } from '../../parts/PageHead';

export default function RenditionsPage() {
  return <PageHead title="Renditions" />;
}
