import { PageHead } from '../../parts/PageHead';

export default function DashboardPage() {
  return <PageHead title="Dashboard" />;
}
