import { PageHead } from '../../parts/PageHead';

export default function InsightsPage() {
  return <PageHead title="Insights" />;
}
