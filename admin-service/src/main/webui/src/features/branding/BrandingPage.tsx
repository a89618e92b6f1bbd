import { PageHead } from '../../parts/PageHead';

export default function BrandingPage() {
  return <PageHead title="Branding" />;
}
