import { PageHead } from '../../parts/PageHead';

export default function TenantsPage() {
  return <PageHead title="Tenants" />;
}
