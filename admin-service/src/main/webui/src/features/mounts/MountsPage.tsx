import { useMemo, useState } from 'react';
import { Route, Routes } from 'react-router';
import { Fresh, type FreshPassword } from './fresh';
import { MountList } from './MountList';
import { MountPage } from './MountPage';

export default function MountsPage() {
  const [password, hold] = useState<FreshPassword | null>(null);
  const fresh = useMemo(() => ({ password, hold }), [password]);
  return (
    <Fresh value={fresh}>
      <Routes>
        <Route index element={<MountList />} />
        <Route path=":name/:tab?" element={<MountPage />} />
      </Routes>
    </Fresh>
  );
}
