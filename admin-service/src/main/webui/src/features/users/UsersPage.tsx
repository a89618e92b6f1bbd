import { PageHead } from '../../parts/PageHead';

export default function UsersPage() {
  return <PageHead title="Users" />;
}
